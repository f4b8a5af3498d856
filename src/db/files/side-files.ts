import { rm } from 'node:fs/promises'

/** Suffixes of the files that SQLite keeps beside an open database. */
export const SIDE_FILES = ['-wal', '-shm', '-journal'] as const

/** Removes a database and its side files, as far as they exist. */
export const removeDatabase = async (path: string): Promise<void> => {
  for (const suffix of ['', ...SIDE_FILES]) await rm(path + suffix, { force: true })
}
