import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, link, mkdir, open, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import type { FileStore, FileWrite } from '../engine/ports.ts'
import { systemErrorCode } from '../lib/system-error.ts'
import { fileTooLarge, outsideFolder, unusablePath, withFileErrors } from './file-errors.ts'
import { findRealPath, isInside } from './paths.ts'

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants

// A pipe opened without O_NONBLOCK would hold a thread until its other end is opened.
const SAFE = O_NOFOLLOW | O_NONBLOCK

const useRegularFile = async <T>(handle: FileHandle, path: string, use: (size: number) => Promise<T>) => {
  try {
    const stats = await handle.stat()
    if (!stats.isFile()) throw unusablePath(path, 'is not a regular file')
    return await use(stats.size)
  } finally {
    await handle.close()
  }
}

/** The file appears under its name only when it is complete, and never in the place of another. */
const createFile = async (file: string, content: Buffer) => {
  const unfinished = join(dirname(file), `.${randomUUID()}.tmp`)
  try {
    await writeFile(unfinished, content, { flag: 'wx', flush: true })
    await link(unfinished, file)
  } finally {
    await rm(unfinished, { force: true })
  }
}

/** The files below one folder, given by its real path. No path leads out of it, neither by `..` nor by a link. */
export class FolderFiles implements FileStore {
  readonly #folder: string
  readonly #maxBytes: number

  constructor(folder: string, maxBytes: number) {
    this.#folder = folder
    this.#maxBytes = maxBytes
  }

  async read(path: string, signal: AbortSignal): Promise<Uint8Array> {
    signal.throwIfAborted()
    return withFileErrors(path, async () => {
      const file = this.#confined(await realpath(this.#locate(path)), path)
      const handle = await open(file, O_RDONLY | SAFE)
      return useRegularFile(handle, path, async (size) => {
        if (size > this.#maxBytes) throw fileTooLarge(path, this.#maxBytes)
        return handle.readFile({ signal })
      })
    })
  }

  async write({ path, content, mode }: FileWrite, signal: AbortSignal) {
    signal.throwIfAborted()
    const bytes = Buffer.from(content)
    if (bytes.length > this.#maxBytes) throw fileTooLarge(path, this.#maxBytes)
    return withFileErrors(path, async () => {
      const file = await this.#fileToWrite(path)
      let size = bytes.length
      if (mode === 'append') size = await this.#append(file, path, bytes)
      else if (mode === 'create') await createFile(file, bytes)
      else await writeFileAtomic(file, bytes)
      return { path: relative(this.#folder, file), size }
    })
  }

  /** Adds the bytes in one write and answers the new size of the file. */
  async #append(file: string, path: string, bytes: Buffer): Promise<number> {
    const handle = await open(file, O_WRONLY | O_APPEND | O_CREAT | SAFE)
    return useRegularFile(handle, path, async (size) => {
      if (size + bytes.length > this.#maxBytes) throw fileTooLarge(path, this.#maxBytes)
      const { bytesWritten } = await handle.write(bytes)
      await handle.datasync()
      if (bytesWritten < bytes.length) throw unusablePath(path, 'was written in part only')
      // Others may have added to the file meanwhile.
      return (await handle.stat()).size
    })
  }

  #locate(path: string): string {
    if (path === '') throw unusablePath(path, 'is no path')
    if (path.includes('\0')) throw unusablePath(path.replaceAll('\0', '\\0'), 'is no path')
    return this.#confined(resolve(this.#folder, path), path)
  }

  #confined(absolute: string, path: string): string {
    if (!isInside(this.#folder, absolute)) throw outsideFolder(path)
    return absolute
  }

  async #fileToWrite(path: string): Promise<string> {
    const target = this.#locate(path)
    const existing = await findRealPath(target)
    if (existing === undefined) return join(await this.#makeFolder(dirname(target), path), basename(target))
    const file = this.#confined(existing, path)
    if (!(await stat(file)).isFile()) throw unusablePath(path, 'is not a regular file')
    return file
  }

  /** Makes what is missing step by step, so that a link on the way is seen before anything is made behind it. */
  async #makeFolder(folder: string, path: string): Promise<string> {
    const existing = await findRealPath(folder)
    if (existing !== undefined) return this.#confined(existing, path)
    const made = join(await this.#makeFolder(dirname(folder), path), basename(folder))
    await mkdir(made).catch((error: unknown) => {
      if (systemErrorCode(error) !== 'EEXIST') throw error
    })
    return this.#confined(await realpath(made), path)
  }
}
