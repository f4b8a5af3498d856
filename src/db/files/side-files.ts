import { open, rm } from 'node:fs/promises'

/** What SQLite keeps beside a database that has not been closed. */
export const SIDE_FILES = ['-wal', '-shm', '-journal'] as const

/** Removes a database with all that belongs to it, if it is there. */
export const removeDatabase = async (path: string): Promise<void> => {
  for (const suffix of ['', ...SIDE_FILES]) await rm(path + suffix, { force: true })
}

/** Puts on disk what a file holds, or which names a folder has: without it a crash may undo a rename. */
export const sync = async (path: string): Promise<void> => {
  const handle = await open(path)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
