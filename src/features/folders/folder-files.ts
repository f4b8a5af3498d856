import { constants, type Stats } from 'node:fs'
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { FileStore, FileWrite } from '../../engine/ports.ts'
import { namesBelow, pathProblem } from '../../lib/system/paths.ts'
import { systemErrorCode } from '../../lib/system/system-error.ts'
import { targetPath, type WriteTarget, writeAtomically } from './atomic-write.ts'
import { fileExists, fileNotFound, fileTooLarge, unusablePath, withFileErrors } from './file-errors.ts'
import type { PinEntry } from './pinned-entry.ts'
import { OutsideRootError, SafePathWalk, type WalkRoot } from './safe-path-walk.ts'

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants

const CHUNK_BYTES = 1024 * 1024

/** How long a new file may keep its temporary name as a second one, as `create` writes it. */
const TEMPORARY_NAME_MS = 50

export interface FolderFilesOptions {
  readonly folder: WalkRoot
  readonly pin: PinEntry
  readonly maxBytes: number
}

/** The files below one folder. No path leads out of it, neither through `..` nor through a link. */
export class FolderFiles implements FileStore {
  readonly #folder: WalkRoot
  readonly #pin: PinEntry
  readonly #maxBytes: number

  constructor({ folder, pin, maxBytes }: FolderFilesOptions) {
    this.#folder = folder
    this.#pin = pin
    this.#maxBytes = maxBytes
  }

  async read(path: string, signal: AbortSignal): Promise<Uint8Array> {
    signal.throwIfAborted()
    return withFileErrors(path, signal, async () => {
      await using walk = await this.#follow(path)
      if (walk.missing.length > 0) throw fileNotFound(path)
      checkRegular(walk.end.stats, path)
      await using handle = await walk.end.open(O_RDONLY | O_NONBLOCK)
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
      await using walk = await this.#follow(path)
      const target = await targetOf(walk, path)
      if (mode === 'create' && target.existing) throw fileExists(path)
      const size = mode === 'append' ? await this.#append(target, path, bytes) : bytes.length
      if (mode !== 'append') await writeAtomically(target, bytes, { mode, signal })
      return { path: join(...target.names), size }
    })
  }

  async #follow(path: string): Promise<SafePathWalk> {
    const problem = path === '' ? 'is not a path' : pathProblem(path)
    if (problem) throw unusablePath(path, problem)
    const names = namesBelow(this.#folder.paths, path)
    if (!names) throw new OutsideRootError()
    return SafePathWalk.along(names, this.#folder, this.#pin)
  }

  /** Reads up to the limit whatever size was reported: the file may grow meanwhile, and some files always report 0. */
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

  /** Adds the bytes in one write and returns the new size of the file. */
  async #append(target: WriteTarget, path: string, bytes: Buffer): Promise<number> {
    await using handle = await openToAppend(target)
    const { size } = await statsOf(handle, path)
    if (size + bytes.length > this.#maxBytes) throw fileTooLarge(path, this.#maxBytes)
    const { bytesWritten } = await handle.write(bytes)
    await handle.datasync()
    if (bytesWritten < bytes.length) throw unusablePath(path, 'was only partly written')
    // Another writer may have added to the file meanwhile.
    return (await handle.stat()).size
  }
}

/** Creates the missing folders of the path. */
const targetOf = async (walk: SafePathWalk, path: string): Promise<WriteTarget> => {
  const missing = [...walk.missing]
  const name = missing.pop()
  if (name === undefined) {
    checkRegular(walk.end.stats, path)
    return { folder: walk.parent, names: walk.names, existing: walk.end }
  }
  if ([name, ...missing].includes('..')) throw fileNotFound(path)
  for (const folder of missing) {
    await mkdir(join(walk.end.path, folder)).catch((error: unknown) => {
      if (systemErrorCode(error) !== 'EEXIST') throw error
    })
    await walk.step(folder)
    // Another process may have created it in this moment, as something else than a folder.
    if (!walk.end.stats.isDirectory()) throw new OutsideRootError()
  }
  return { folder: walk.end, names: [...walk.names, name] }
}

const checkRegular = (stats: Stats, path: string) => {
  if (!stats.isFile()) throw unusablePath(path, 'is not a regular file')
}

/** A file with a second name may lie outside the folder as well: a hard link looks like any other name. */
const statsOf = async (handle: FileHandle, path: string): Promise<Stats> => {
  const stats = await handle.stat()
  checkRegular(stats, path)
  if (stats.nlink <= 1) return stats
  await delay(TEMPORARY_NAME_MS)
  const later = await handle.stat()
  if (later.nlink > 1) throw unusablePath(path, 'is a hard link: the file has other names, too')
  return later
}

const openToAppend = (target: WriteTarget): Promise<FileHandle> =>
  target.existing
    ? target.existing.open(O_WRONLY | O_APPEND | O_NONBLOCK)
    : open(targetPath(target), O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK)
