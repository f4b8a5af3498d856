import { constants, type Stats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import type { ListedFile } from '../../../engine/ports.ts'
import { contentTag } from '../../../lib/store/content-tag.ts'
import { fileNotFound } from '../files/file-errors.ts'
import { checkRegular, followPath, type PinnedRoot, statsOf } from '../files/file-path.ts'
import { toListed } from '../files/folder-listing.ts'

/** A file with the ETag of its content, which any write changes. */
export interface StoredFile {
  readonly entry: ListedFile
  readonly etag: string
}

/** Open for reading. The code that opened it closes the handle. */
export interface OpenStoredFile extends StoredFile {
  readonly handle: FileHandle
}

// The content would have to be read as a whole. A file that was replaced is another one, even with the size and time of the old.
export const fileTag = ({ dev, ino, size, mtimeMs }: Stats): string =>
  contentTag([dev, ino, size, mtimeMs].join(' '))

export const openStoredFile = async (root: PinnedRoot, path: string): Promise<OpenStoredFile> => {
  await using walk = await followPath(root, path)
  if (walk.missing.length > 0) throw fileNotFound(path)
  checkRegular(walk.end.stats, path)
  const handle = await walk.end.open(constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const stats = await statsOf(handle, path)
    return { entry: toListed(walk.names, stats), etag: fileTag(stats), handle }
  } catch (error) {
    await handle.close()
    throw error
  }
}
