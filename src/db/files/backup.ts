import { randomUUID } from 'node:crypto'
import { lstat, rename, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type CopyOptions, type CopySummary, copyDatabase } from './copy.ts'
import { asFileError, DatabaseFileError, identityOf, isMissing } from './database-file.ts'
import { removeDatabase, SIDE_FILES, sync } from './side-files.ts'

export interface BackupOptions extends Pick<CopyOptions, 'migrations' | 'signal'> {
  /** Path of the database, which other processes may be writing to. */
  readonly database: string
  readonly file: string
  /** Whether a file that stands at the name is replaced. */
  readonly force?: boolean
}

/**
 * Makes a backup as `copyDatabase` does. At its name stands all of it or what stood there before; a crash may leave
 * a file that is named like it, with `.partial-` and more behind.
 * @throws DatabaseFileError, MigrationError, or an error of SQLite
 */
export const backUp = async (options: BackupOptions): Promise<CopySummary> => {
  try {
    await stat(dirname(options.file))
    await assertFree(options)
    return await writeAndRename(options)
  } catch (error) {
    throw asFileError(error)
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
  if (!(await isTaken(file))) return
  if (!force) throw new DatabaseFileError(`${file} exists already`)
  const parts = ['', ...SIDE_FILES].map((suffix) => identityOf(database + suffix))
  if (parts.includes(identityOf(file))) throw new DatabaseFileError('it would replace the database itself')
}

const isTaken = async (path: string): Promise<boolean> => {
  try {
    await lstat(path)
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}
