import { unavailableReason } from '../db/errors.ts'
import { DatabaseFile, DatabaseFileError } from '../db/files/database-file.ts'
import { MigrationError } from '../db/migrate.ts'
import { filePath } from '../lib/system/file-url.ts'
import { CommandError } from './context.ts'

const reasonOf = (error: unknown): string | undefined =>
  error instanceof DatabaseFileError || error instanceof MigrationError
    ? error.message
    : unavailableReason(error)

/** What follows a question mark may be a token. */
const nameOf = (url: string): string => url.replace(/^file:/, '').replace(/\?.*$/s, '')

/** Runs a command's work; that a database cannot be used is explained in one line, which `aim` begins. */
export const withReason = async <T>(aim: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (cause) {
    const reason = reasonOf(cause)
    if (reason === undefined) throw cause
    throw new CommandError(`${aim}: ${reason}`, { cause })
  }
}

/** Whether there is a database, as far as that can be told without asking it. */
export const databaseExists = async (url: string): Promise<boolean> => {
  const path = filePath(url)
  return path === undefined || DatabaseFile.exists(path)
}

/** @throws CommandError when there is no database */
export const assertExists = async (url: string): Promise<void> => {
  if (!(await databaseExists(url))) throw new CommandError(`there is no database ${nameOf(url)}`)
}

/** Runs what a command does with its own database. */
export const withDatabase = <T>(url: string, work: () => Promise<T>): Promise<T> =>
  withReason(`cannot use the database ${nameOf(url)}`, work)

/** The path of the database, for what can be done with files only. */
export const databasePath = (url: string): string => {
  const path = filePath(url)
  if (path !== undefined) return path
  throw new CommandError('the database is a remote one, its own server makes and restores backups')
}
