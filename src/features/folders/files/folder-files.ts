import { constants, type Stats } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type FileWriteMode, fileTooLarge, type SizeLimit } from '../../../engine/file-format.ts'
import type { FileStore, ListOptions, MovePaths, OpenFile } from '../../../engine/ports.ts'
import type { KeyedQueue } from '../../../lib/async/keyed-queue.ts'
import { writeAtomically } from './atomic-write.ts'
import { moveEntry, removeEntry } from './entry-changes.ts'
import { fileExists, fileNotFound, quote, unusablePath, withFileErrors } from './file-errors.ts'
import { checkRegular, followPath, type PinnedRoot } from './file-path.ts'
import { listFolder } from './folder-listing.ts'
import type { WorkspaceQuota } from './workspace-quota.ts'
import { targetKey, targetOf, targetPath, type WriteTarget } from './write-target.ts'

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR } = constants

/** How long a new file may keep its temporary name as a second one, as `create` writes it. */
const TEMPORARY_NAME_MS = 50

export interface FolderFilesOptions extends PinnedRoot {
  readonly maxBytes: number
  readonly quota: WorkspaceQuota
  /** Files that are appended to: what one adds depends on what another has added. */
  readonly appending: KeyedQueue<string>
}

interface Filling {
  readonly path: string
  readonly mode: FileWriteMode
  readonly signal: AbortSignal
  readonly fill: (file: OpenFile) => Promise<void>
}

interface Growth {
  readonly size: number
  readonly before: number
  readonly limit: SizeLimit
}

/** The files below one folder. No path leads out of it, neither through `..` nor through a link. */
export class FolderFiles implements FileStore {
  readonly #options: FolderFilesOptions

  constructor(options: FolderFilesOptions) {
    this.#options = options
  }

  async read<T>(path: string, signal: AbortSignal, use: (file: OpenFile) => Promise<T>): Promise<T> {
    signal.throwIfAborted()
    return withFileErrors(path, signal, async () => {
      await using walk = await followPath(this.#options, path)
      if (walk.missing.length > 0) throw fileNotFound(path)
      checkRegular(walk.end.stats, path)
      await using handle = await walk.end.open(O_RDONLY | O_NONBLOCK)
      const { size } = await statsOf(handle, path)
      const limit: SizeLimit = { bytes: this.#options.maxBytes, setting: 'FILE_MAX_BYTES' }
      if (size > limit.bytes) throw fileTooLarge(quote(path), limit)
      return await use({ name: quote(path), descriptor: handle.fd, size, limit })
    })
  }

  async write(
    { path, mode }: { readonly path: string; readonly mode: FileWriteMode },
    signal: AbortSignal,
    fill: (file: OpenFile) => Promise<void>,
  ) {
    signal.throwIfAborted()
    return withFileErrors(path, signal, async () => {
      await using walk = await followPath(this.#options, path)
      const target = await targetOf(walk, path)
      if (mode === 'create' && target.existing) throw fileExists(path)
      const filling = { path, mode, signal, fill }
      const size = await (mode === 'append'
        ? this.#options.appending.run(targetKey(target), () => this.#append(target, filling))
        : this.#replace(target, mode, filling))
      return { path: join(...target.names), size }
    })
  }

  list(options: ListOptions, signal: AbortSignal) {
    return withFileErrors(options.path, signal, () => listFolder(this.#options, options, signal))
  }

  remove(path: string, signal: AbortSignal): Promise<boolean> {
    return withFileErrors(path, signal, () => removeEntry(this.#options, path))
  }

  move(paths: MovePaths, signal: AbortSignal): Promise<{ path: string }> {
    return withFileErrors(paths.from, signal, () => moveEntry(this.#options, paths))
  }

  async #replace(target: WriteTarget, mode: 'overwrite' | 'create', { path, signal, fill }: Filling) {
    const before = target.existing?.stats.size ?? 0
    const limit = await this.#limit(before)
    let added = 0
    const check = (size: number) => {
      const exceeded = this.#take({ size, before, limit })
      if (exceeded) throw fileTooLarge(quote(path), exceeded)
      added = size - before
    }
    const fillNew = (descriptor: number) => fill({ name: quote(path), descriptor, size: 0, limit })
    try {
      return await writeAtomically(target, { mode, signal, fill: fillNew, check })
    } catch (error) {
      this.#options.quota.give(added)
      throw error
    }
  }

  async #append(target: WriteTarget, { path, signal, fill }: Filling): Promise<number> {
    signal.throwIfAborted()
    await using handle = await openToAppend(target)
    const { size } = await statsOf(handle, path)
    const limit = await this.#limit(size)
    await fill({ name: quote(path), descriptor: handle.fd, size, limit })
    // Another process may have added to the file meanwhile.
    const after = (await handle.stat()).size
    const exceeded = this.#take({ size: after, before: size, limit })
    if (exceeded) {
      await handle.truncate(size)
      throw fileTooLarge(quote(path), exceeded)
    }
    await handle.datasync()
    return after
  }

  /** Counts what a file has become, or returns the limit that it exceeds. */
  #take({ size, before, limit }: Growth): SizeLimit | undefined {
    if (size > limit.bytes) return limit
    const room = this.#options.quota.take(size - before)
    return room === undefined ? undefined : { bytes: room + before, setting: 'WORKSPACE_QUOTA_BYTES' }
  }

  /** How large a file may become that takes `before` bytes of the workspace now. */
  async #limit(before: number): Promise<SizeLimit> {
    const { maxBytes, quota } = this.#options
    const left = (await quota.left()) + before
    return left < maxBytes
      ? { bytes: left, setting: 'WORKSPACE_QUOTA_BYTES' }
      : { bytes: maxBytes, setting: 'FILE_MAX_BYTES' }
  }
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

// What is there is read, too: what is added has to look like it.
const openToAppend = (target: WriteTarget): Promise<FileHandle> =>
  target.existing
    ? target.existing.open(O_RDWR | O_APPEND | O_NONBLOCK)
    : open(targetPath(target), O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK)
