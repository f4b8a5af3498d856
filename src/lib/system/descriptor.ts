import { read, write } from 'node:fs'
import { open } from 'node:fs/promises'
import { promisify } from 'node:util'

const writeSome = promisify(write)
const readSome = promisify(read)

/** Writes all bytes at the position of the descriptor. */
export const writeAll = async (descriptor: number, bytes: Uint8Array): Promise<void> => {
  for (let done = 0; done < bytes.byteLength; ) {
    const { bytesWritten } = await writeSome(descriptor, bytes, done, bytes.byteLength - done)
    done += bytesWritten
  }
}

/** Up to `size` bytes from a position; none at the end of the file. */
export const readAt = async (descriptor: number, position: number, size: number): Promise<Uint8Array> => {
  const { bytesRead, buffer } = await readSome(descriptor, Buffer.allocUnsafe(size), 0, size, position)
  return buffer.subarray(0, bytesRead)
}

/** Flushes a file, or the entries of a folder, to disk; without it a crash may undo a rename. */
export const sync = async (path: string): Promise<void> => {
  const handle = await open(path)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
