import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { NodeError } from '../../../engine/errors.ts'
import { type FileWriteMode, fileTooLarge, type SizeLimit } from '../../../engine/file-format.ts'
import type { DatabaseFile, FileStore, ListOptions, MovePaths, OpenFile } from '../../../engine/ports.ts'
import type { KeyedQueue } from '../../../lib/async/keyed-queue.ts'
import { writeAtomically } from './atomic-write.ts'
import { moveEntry, removeEntry } from './entry-changes.ts'
import { fileExists, fileNotFound, quote, withFileErrors } from './file-errors.ts'
import { FileGrowth } from './file-growth.ts'
import { checkRegular, followPath, type PinnedRoot, statsOf } from './file-path.ts'
import { listFolder } from './folder-listing.ts'
import type { WorkspaceQuota } from './workspace-quota.ts'
import { targetKey, targetOf, targetPath, type WriteTarget } from './write-target.ts'

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR } = constants

export interface FolderFilesOptions extends PinnedRoot {
  readonly maxBytes: number
  readonly quota: WorkspaceQuota
  /** Files that are appended to: what one adds depends on what another has added. */
  readonly appending: KeyedQueue<string>
  /** Names that are given to new content: whether that may be depends on what has the name. */
  readonly naming: KeyedQueue<string>
}

interface Filling {
  readonly path: string
  readonly mode: FileWriteMode
  readonly signal: AbortSignal
  readonly fill: (file: OpenFile) => Promise<void>
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
    return withFileErrors(paths.from, signal, () => moveEntry(this.#options, paths, signal))
  }

  database<T>(
    { path, create }: { readonly path: string; readonly create: boolean },
    signal: AbortSignal,
    use: (file: DatabaseFile) => Promise<T>,
  ): Promise<T> {
    signal.throwIfAborted()
    return withFileErrors(path, signal, async () => {
      if (create) await this.#createEmpty(path, signal)
      await using walk = await followPath(this.#options, path)
      if (walk.missing.length > 0) throw fileNotFound(path)
      checkRegular(walk.end.stats, path)
      await using handle = await walk.end.open(O_RDONLY | O_NONBLOCK)
      const { size } = await statsOf(handle, path)
      const { ino: inode } = await handle.stat({ bigint: true })
      const growth = await FileGrowth.of(path, size, this.#options)
      const [root = ''] = this.#options.folder.paths
      try {
        return await use({ name: quote(path), path: join(root, ...walk.names), inode, limit: growth.limit })
      } finally {
        growth.settle((await handle.stat()).size)
      }
    })
  }

  async #createEmpty(path: string, signal: AbortSignal): Promise<void> {
    try {
      await this.write({ path, mode: 'create' }, signal, async () => undefined)
    } catch (error) {
      if (!(error instanceof NodeError && error.code === 'FILE_EXISTS')) throw error
    }
  }

  async #replace(target: WriteTarget, mode: 'overwrite' | 'create', { path, signal, fill }: Filling) {
    const growth = await FileGrowth.of(path, target.existing?.stats.size ?? 0, this.#options)
    const { size } = await writeAtomically(target, {
      mode,
      signal,
      growth,
      fill: (descriptor) => fill({ name: quote(path), descriptor, size: 0, limit: growth.limit }),
      commit: (name) => this.#options.naming.run(targetKey(target), name),
    })
    return size
  }

  async #append(target: WriteTarget, { path, signal, fill }: Filling): Promise<number> {
    signal.throwIfAborted()
    await using handle = await openToAppend(target)
    const { size } = await statsOf(handle, path)
    const growth = await FileGrowth.of(path, size, this.#options)
    await fill({ name: quote(path), descriptor: handle.fd, size, limit: growth.limit })
    // Another process may have added to the file meanwhile.
    const after = (await handle.stat()).size
    try {
      growth.settle(after)
    } catch (error) {
      await handle.truncate(size)
      throw error
    }
    await handle.datasync()
    return after
  }
}

// What is there is read, too: what is added has to look like it.
const openToAppend = (target: WriteTarget): Promise<FileHandle> =>
  target.existing
    ? target.existing.open(O_RDWR | O_APPEND | O_NONBLOCK)
    : open(targetPath(target), O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK)
