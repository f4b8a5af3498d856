import { type BigIntStats, statSync } from 'node:fs'
import { access, constants, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { LibsqlError } from '@libsql/client'
import { makePrivate, makePrivateFile, makePrivateFolder } from '../../lib/system/private-file.ts'
import { systemErrorCode } from '../../lib/system/system-error.ts'
import { SIDE_FILES } from './side-files.ts'

/** The database file cannot be used; the message is the reason, fit for a sentence. */
export class DatabaseFileError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'DatabaseFileError'
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user has no permission',
  EPERM: 'the system does not permit it',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  EEXIST: 'a part of its path is not a folder',
  ELOOP: 'its path has too many links',
  ENAMETOOLONG: 'its path is too long',
}

/** Whether the error is that a file does not exist. */
export const isMissing = (error: unknown): boolean => systemErrorCode(error) === 'ENOENT'

/** Turns an error of the operating system into a `DatabaseFileError`; returns any other error unchanged. */
export const toFileError = (error: unknown): unknown => {
  const code = systemErrorCode(error)
  if (code === undefined) return error
  const { path } = Object(error)
  const reason = code === 'ENOENT' ? `${path} does not exist` : (reasons[code] ?? code)
  return new DatabaseFileError(reason, { cause: error })
}

/** The file of an open database; detects that another file has taken its path. */
export class DatabaseFile {
  readonly #path: string
  readonly #identity: string

  private constructor(path: string, identity: string) {
    this.#path = path
    this.#identity = identity
  }

  /**
   * Creates the file, and its folder, if needed, and takes the rights of other users to it away.
   * @throws DatabaseFileError when the file or its folder cannot be used; SQLite would not give the reason
   */
  static prepare(path: string): Promise<void> {
    return withFileErrors(async () => {
      await makePrivateFolder(dirname(path))
      await access(dirname(path), constants.R_OK | constants.W_OK | constants.X_OK)
      if (await isExistingFile(path)) await access(path, constants.R_OK | constants.W_OK)
      // SQLite gives its side files the rights of the database.
      await makePrivateFile(path)
      for (const suffix of ['', ...SIDE_FILES]) await makePrivate(path + suffix)
    })
  }

  /** @throws DatabaseFileError when the path cannot be read, or is a folder */
  static exists(path: string): Promise<boolean> {
    return withFileErrors(() => isExistingFile(path))
  }

  /** Remembers the file that is at the path now. */
  static opened(path: string): DatabaseFile {
    return new DatabaseFile(path, identityOf(path))
  }

  /**
   * Without this check, a connection would keep writing into a file that was moved or deleted, and a new connection
   * would create an empty one.
   * @throws LibsqlError `SQLITE_READONLY_DBMOVED`
   */
  assertInPlace() {
    if (identityOf(this.#path) === this.#identity) return
    throw new LibsqlError(
      'the database file was moved or replaced',
      'SQLITE_READONLY',
      'SQLITE_READONLY_DBMOVED',
    )
  }
}

const withFileErrors = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    throw toFileError(error)
  }
}

const isExistingFile = async (path: string): Promise<boolean> => {
  try {
    if ((await stat(path)).isDirectory()) throw new DatabaseFileError('it is a folder')
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

/** Device and inode, which identify a file; the error code when it cannot be read. */
export const identityOf = (path: string): string => {
  try {
    const { dev, ino }: BigIntStats = statSync(path, { bigint: true })
    return `${dev}:${ino}`
  } catch (error) {
    return systemErrorCode(error) ?? 'unknown'
  }
}
