import { constants, type Stats } from 'node:fs'
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { FileStore, FileWrite } from '../../engine/ports.ts'
import { namesBelow, pathProblem } from '../../lib/system/paths.ts'
import { systemErrorCode } from '../../lib/system/system-error.ts'
import { fileOf, type Target, writeWhole } from './atomic-write.ts'
import { fileExists, fileNotFound, fileTooLarge, unusablePath, withFileErrors } from './file-errors.ts'
import type { Hold } from './pinned-entry.ts'
import { OutsideError, type Start, Trail } from './safe-path-walk.ts'

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants

const CHUNK_BYTES = 1024 * 1024

/** How long a new file may have the second name under which it was written. */
const SECOND_NAME_MS = 50

export interface FolderFilesOptions {
  readonly folder: Start
  readonly hold: Hold
  readonly maxBytes: number
}

/** The files below one folder. No path leads out of it, neither by `..` nor by a link. */
export class FolderFiles implements FileStore {
  readonly #folder: Start
  readonly #hold: Hold
  readonly #maxBytes: number

  constructor({ folder, hold, maxBytes }: FolderFilesOptions) {
    this.#folder = folder
    this.#hold = hold
    this.#maxBytes = maxBytes
  }

  async read(path: string, signal: AbortSignal): Promise<Uint8Array> {
    signal.throwIfAborted()
    return withFileErrors(path, signal, async () => {
      await using trail = await this.#follow(path)
      if (trail.missing.length > 0) throw fileNotFound(path)
      checkRegular(trail.end.stats, path)
      await using handle = await trail.end.open(O_RDONLY | O_NONBLOCK)
      const { size } = await statsOf(handle, path)
      if (size > this.#maxBytes) throw fileTooLarge(path, this.#maxBytes)
      return await this.#readAll(handle, path, signal)
    })
  }

  async write({ path, content, mode }: FileWrite, signal: AbortSignal) {
    signal.throwIfAborted()
    const bytes = Buffer.from(content)
    if (bytes.length > this.#maxBytes) throw fileTooLarge(path, this.#maxBytes)
    return withFileErrors(path, signal, async () => {
      await using trail = await this.#follow(path)
      const target = await targetOf(trail, path)
      if (mode === 'create' && target.existing) throw fileExists(path)
      const size = mode === 'append' ? await this.#append(target, path, bytes) : bytes.length
      if (mode !== 'append') await writeWhole(target, bytes, { mode, signal })
      return { path: join(...target.names), size }
    })
  }

  async #follow(path: string): Promise<Trail> {
    const problem = path === '' ? 'is no path' : pathProblem(path)
    if (problem) throw unusablePath(path, problem)
    const names = namesBelow(this.#folder.paths, path)
    if (!names) throw new OutsideError()
    return Trail.follow(this.#folder, names, this.#hold)
  }

  /** The size it is said to have is not trusted: it may grow meanwhile, and that of some files is always 0. */
  async #readAll(handle: FileHandle, path: string, signal: AbortSignal): Promise<Uint8Array> {
    const chunks: Buffer[] = []
    const stream = handle.createReadStream({
      autoClose: false,
      end: this.#maxBytes,
      highWaterMark: CHUNK_BYTES,
      signal,
    })
    for await (const chunk of stream) chunks.push(chunk)
    const bytes = Buffer.concat(chunks)
    if (bytes.length > this.#maxBytes) throw fileTooLarge(path, this.#maxBytes)
    return bytes
  }

  /** Adds the bytes in one write and answers the new size of the file. */
  async #append(target: Target, path: string, bytes: Buffer): Promise<number> {
    await using handle = await openToAppend(target)
    const { size } = await statsOf(handle, path)
    if (size + bytes.length > this.#maxBytes) throw fileTooLarge(path, this.#maxBytes)
    const { bytesWritten } = await handle.write(bytes)
    await handle.datasync()
    if (bytesWritten < bytes.length) throw unusablePath(path, 'was written in part only')
    // Others may have added to the file meanwhile.
    return (await handle.stat()).size
  }
}

/** Makes the folders that are missing on the way. */
const targetOf = async (trail: Trail, path: string): Promise<Target> => {
  const missing = [...trail.missing]
  const name = missing.pop()
  if (name === undefined) {
    checkRegular(trail.end.stats, path)
    return { folder: trail.parent, names: trail.names, existing: trail.end }
  }
  if ([name, ...missing].includes('..')) throw fileNotFound(path)
  for (const folder of missing) {
    await mkdir(join(trail.end.path, folder)).catch((error: unknown) => {
      if (systemErrorCode(error) !== 'EEXIST') throw error
    })
    await trail.step(folder)
    // Made by somebody else in this moment, and no folder.
    if (!trail.end.stats.isDirectory()) throw new OutsideError()
  }
  return { folder: trail.end, names: [...trail.names, name] }
}

const checkRegular = (stats: Stats, path: string) => {
  if (!stats.isFile()) throw unusablePath(path, 'is not a regular file')
}

/** A file with a second name may be one from outside: a hard link cannot be told from the file. */
const statsOf = async (handle: FileHandle, path: string): Promise<Stats> => {
  const stats = await handle.stat()
  checkRegular(stats, path)
  if (stats.nlink <= 1) return stats
  await delay(SECOND_NAME_MS)
  const later = await handle.stat()
  if (later.nlink > 1) throw unusablePath(path, 'is a hard link: it has other names, too')
  return later
}

const openToAppend = (target: Target): Promise<FileHandle> =>
  target.existing
    ? target.existing.open(O_WRONLY | O_APPEND | O_NONBLOCK)
    : open(fileOf(target), O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK)
