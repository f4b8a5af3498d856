import { unavailableReason } from '../db/errors.ts'
import { DatabaseFile, DatabaseFileError } from '../db/files/database-file.ts'
import { MigrationError } from '../db/migrate.ts'
import { filePath } from '../lib/system/file-url.ts'
import { CommandError } from './context.ts'

const reasonOf = (error: unknown): string | undefined =>
  error instanceof DatabaseFileError || error instanceof MigrationError
    ? error.message
    : unavailableReason(error)

/** For messages; without the query of a remote URL, which may hold a token. */
const displayName = (url: string): string => url.replace(/^file:/, '').replace(/\?.*$/s, '')

/** Runs `work`; turns a database failure into a `CommandError` of the form `summary: reason`. */
export const withReason = async <T>(summary: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (cause) {
    const reason = reasonOf(cause)
    if (reason === undefined) throw cause
    throw new CommandError(`${summary}: ${reason}`, { cause })
  }
}

/** Whether the database file exists; a remote database is assumed to. */
export const databaseExists = async (url: string): Promise<boolean> => {
  const path = filePath(url)
  return path === undefined || DatabaseFile.exists(path)
}

/** @throws CommandError when there is no database */
export const assertExists = async (url: string): Promise<void> => {
  if (!(await databaseExists(url))) throw new CommandError(`there is no database ${displayName(url)}`)
}

/** Runs work on the command's database, and explains its failures. */
export const withDatabase = <T>(url: string, work: () => Promise<T>): Promise<T> =>
  withReason(`cannot use the database ${displayName(url)}`, work)

/** The path of the database. @throws CommandError for a remote database */
export const databasePath = (url: string): string => {
  const path = filePath(url)
  if (path !== undefined) return path
  throw new CommandError('the database is remote: back up and restore it on its own server')
}
