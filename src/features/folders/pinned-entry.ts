import { constants, type Stats } from 'node:fs'
import { type FileHandle, lstat, open, stat } from 'node:fs/promises'

/** Something in a file system that stays the same while it is held, whatever becomes of its name. */
export interface Held extends AsyncDisposable {
  readonly stats: Stats
  /** Leads to it; what is in it, if it is a folder, is below this path. */
  readonly path: string
  /** Opens what is held, be it a file. */
  open(flags: number): Promise<FileHandle>
}

/** Takes hold of what has a name, which must not end in a slash. A link is held itself, not what it leads to. */
export type Hold = (path: string) => Promise<Held>

/** Linux: the handle stands for the name, and nothing is opened by it, no pipe and no device either. */
const O_PATH = 0o10000000

export const holdByHandle: Hold = async (name) => {
  const handle = await open(name, O_PATH | constants.O_NOFOLLOW)
  try {
    const path = `/proc/self/fd/${handle.fd}`
    return {
      stats: await handle.stat(),
      path,
      open: (flags) => open(path, flags),
      [Symbol.asyncDispose]: () => handle.close(),
    }
  } catch (error) {
    await handle.close()
    throw error
  }
}

/**
 * Where there is no such handle the name itself stands for what it named. A folder on the way that is replaced by a
 * link in the moment between two looks is not noticed.
 */
export const holdByName: Hold = async (path) => {
  const stats = await lstat(path)
  return {
    stats,
    path,
    open: (flags) => openSame(path, flags, stats),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

const openSame = async (path: string, flags: number, { dev, ino }: Stats): Promise<FileHandle> => {
  const handle = await open(path, flags | constants.O_NOFOLLOW)
  const found = await handle.stat()
  if (found.dev === dev && found.ino === ino) return handle
  await handle.close()
  throw Object.assign(new Error('replaced while it was looked at'), { code: 'ESTALE', errno: -1 })
}

/** The best way of holding that this system has. */
export const chooseHold = async (folder: string): Promise<Hold> => {
  try {
    await using held = await holdByHandle(folder)
    await stat(`${held.path}/.`)
    return holdByHandle
  } catch {
    return holdByName
  }
}
