import { randomUUID } from 'node:crypto'
import { lstat, rename, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { sync } from '../../lib/system/descriptor.ts'
import { type CopyOptions, type CopySummary, copyDatabase } from './copy.ts'
import { DatabaseFileError, identityOf, isMissing, toFileError } from './database-file.ts'
import { removeDatabase, SIDE_FILES } from './side-files.ts'

export interface BackupOptions extends Pick<CopyOptions, 'migrations' | 'signal'> {
  /** Path of the database; other processes may be writing to it. */
  readonly database: string
  readonly file: string
  /** Replaces an existing file. */
  readonly force?: boolean
}

/**
 * Makes a backup with `copyDatabase`. It replaces `file` atomically; a crash may leave a `.partial-…` file beside it.
 * @throws DatabaseFileError, MigrationError, or an error of SQLite
 */
export const backUp = async (options: BackupOptions): Promise<CopySummary> => {
  try {
    await stat(dirname(options.file))
    await assertFree(options)
    return await writeAndRename(options)
  } catch (error) {
    throw toFileError(error)
  }
}

const writeAndRename = async (options: BackupOptions): Promise<CopySummary> => {
  const { database, file, migrations, signal } = options
  const partial = `${file}.partial-${randomUUID()}`
  try {
    const summary = await copyDatabase({ from: database, to: partial, migrations, signal, isGentle: true })
    await assertFree(options)
    await rename(partial, file)
    await sync(dirname(file))
    return summary
  } catch (error) {
    await removeDatabase(partial)
    throw error
  }
}

const assertFree = async ({ file, database, force = false }: BackupOptions): Promise<void> => {
  if (!(await exists(file))) return
  if (!force) throw new DatabaseFileError(`${file} exists already`)
  const parts = ['', ...SIDE_FILES].map((suffix) => identityOf(database + suffix))
  if (parts.includes(identityOf(file))) throw new DatabaseFileError('it would replace the database itself')
}

const exists = async (path: string): Promise<boolean> => {
  try {
    await lstat(path)
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}
