import { type BigIntStats, statSync } from 'node:fs'
import { access, constants, mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { LibsqlError } from '@libsql/client'
import { systemErrorCode } from '../../lib/system/system-error.ts'

/** The database's file cannot be used; the message says why in words. */
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
  ENOTDIR: 'a part of its path is no folder',
  EEXIST: 'a part of its path is no folder',
  ELOOP: 'its path has too many links',
  ENAMETOOLONG: 'its path is too long',
}

/** Whether there is nothing at the path that was asked for. */
export const isMissing = (error: unknown): boolean => systemErrorCode(error) === 'ENOENT'

/** What the operating system refused as a `DatabaseFileError`; any other error as it is. */
export const asFileError = (error: unknown): unknown => {
  const code = systemErrorCode(error)
  if (code === undefined) return error
  const { path } = Object(error)
  const reason = code === 'ENOENT' ? `${path} does not exist` : (reasons[code] ?? code)
  return new DatabaseFileError(reason, { cause: error })
}

/** The file of an open database, which must stay the one that was opened. */
export class DatabaseFile {
  readonly #path: string
  readonly #identity: string

  private constructor(path: string, identity: string) {
    this.#path = path
    this.#identity = identity
  }

  /**
   * Makes the file's folder when it is missing.
   * @throws DatabaseFileError when the file or its folder cannot be used: SQLite names no reason
   */
  static prepare(path: string): Promise<void> {
    return explained(async () => {
      await mkdir(dirname(path), { recursive: true })
      await access(dirname(path), constants.R_OK | constants.W_OK | constants.X_OK)
      if (await isThere(path)) await access(path, constants.R_OK | constants.W_OK)
    })
  }

  /** @throws DatabaseFileError when that cannot be told, or it is a folder */
  static exists(path: string): Promise<boolean> {
    return explained(() => isThere(path))
  }

  /** The file as it is now. */
  static opened(path: string): DatabaseFile {
    return new DatabaseFile(path, identityOf(path))
  }

  /**
   * A connection goes on writing into its file when that was moved or deleted, where nobody would find it; a new
   * connection would begin an empty one.
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

const explained = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    throw asFileError(error)
  }
}

const isThere = async (path: string): Promise<boolean> => {
  try {
    if ((await stat(path)).isDirectory()) throw new DatabaseFileError('it is a folder')
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

/** Tells a file from every other one; the code of the error when there is none. */
export const identityOf = (path: string): string => {
  try {
    const { dev, ino }: BigIntStats = statSync(path, { bigint: true })
    return `${dev}:${ino}`
  } catch (error) {
    return systemErrorCode(error) ?? 'unknown'
  }
}
