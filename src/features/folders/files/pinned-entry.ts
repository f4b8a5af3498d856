import { constants, type Stats } from 'node:fs'
import { type FileHandle, lstat, open, stat } from 'node:fs/promises'

/** An entry of a file system that stays the same until it is disposed, even when its name is given to another one. */
export interface PinnedEntry extends AsyncDisposable {
  readonly stats: Stats
  /** A path to the entry; for a folder, its contents are below this path. */
  readonly path: string
  /** Opens the entry, which must be a file. */
  open(flags: number): Promise<FileHandle>
}

/** Pins the entry at a path, which must not end in a slash. A symbolic link is pinned itself, not its target. */
export type PinEntry = (path: string) => Promise<PinnedEntry>

/** Linux: a handle to the entry itself that opens neither files nor pipes nor devices. */
const O_PATH = 0o10000000

export const pinByHandle: PinEntry = async (name) => {
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
 * For systems without such handles: the path is used again, and a file is compared with the entry when it is opened.
 * A folder on the path that is replaced by a symbolic link in between is not noticed.
 */
export const pinByName: PinEntry = async (path) => {
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
  throw Object.assign(new Error('the file was replaced while it was being opened'), {
    code: 'ESTALE',
    errno: -1,
  })
}

/** The safest way of pinning that this system supports. */
export const choosePinning = async (folder: string): Promise<PinEntry> => {
  try {
    await using pinned = await pinByHandle(folder)
    await stat(`${pinned.path}/.`)
    return pinByHandle
  } catch {
    return pinByName
  }
}
