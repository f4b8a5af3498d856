import { realpath } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { AppError } from '../../domain/errors.ts'
import type {
  DatabaseFile,
  FileStore,
  ListedFile,
  ListOptions,
  MovePaths,
  OpenFile,
} from '../../engine/ports.ts'
import { KeyedQueue } from '../../lib/async/keyed-queue.ts'
import { namesBelow, pathProblem } from '../../lib/system/paths.ts'
import { makePrivateFolder } from '../../lib/system/private-file.ts'
import { systemErrorCode } from '../../lib/system/system-error.ts'
import type { Clock } from '../../lib/time/clock.ts'
import { selectedFolderGone } from './files/file-errors.ts'
import type { PinnedRoot } from './files/file-path.ts'
import { FolderFiles, type FolderFilesOptions } from './files/folder-files.ts'
import { entriesBelow } from './files/folder-listing.ts'
import { choosePinning, type PinEntry, pinByName } from './files/pinned-entry.ts'
import { OutsideRootError, SafePathWalk, type WalkRoot } from './files/safe-path-walk.ts'
import { WorkspaceQuota } from './files/workspace-quota.ts'

export interface WorkspaceOptions {
  readonly root: string
  readonly fileMaxBytes: number
  /** 0 for no quota. */
  readonly quotaBytes: number
  readonly clock: Pick<Clock, 'now'>
}

/** Its path is from the root of the workspace. */
export type FolderEntry = ListedFile

const folderNotFound = (path: string, cause?: unknown) =>
  new AppError('FOLDER_NOT_FOUND', { values: { path }, cause })

/** The root folder that all paths are confined to, and the selected folder within it, which file nodes work in. */
export class Workspace implements FileStore {
  readonly #fileMaxBytes: number
  readonly #configuredRoot: string
  #root: string
  #pin: PinEntry = pinByName
  #selected = ''
  readonly #quota: WorkspaceQuota
  readonly #appending = new KeyedQueue<string>()
  readonly #naming = new KeyedQueue<string>()

  constructor({ root, fileMaxBytes, quotaBytes, clock }: WorkspaceOptions) {
    this.#configuredRoot = resolve(root)
    this.#root = this.#configuredRoot
    this.#fileMaxBytes = fileMaxBytes
    this.#quota = new WorkspaceQuota({ bytes: quotaBytes, clock, root: () => this.#root })
  }

  /** Creates the root if it is missing. Must be called once, before anything else. */
  async open(): Promise<void> {
    await makePrivateFolder(this.#configuredRoot)
    this.#root = await realpath(this.#configuredRoot)
    this.#pin = await choosePinning(this.#root)
  }

  /** The selected folder from the root, with `/` between names; empty for the root itself. */
  get selected(): string {
    return this.#selected
  }

  /** Selects a folder, given from the root or absolute, and returns its path from the root. */
  async select(path: string): Promise<string> {
    await using pinned = await this.#enter(path)
    this.#selected = pinned.walk.names.join('/')
    return this.#selected
  }

  /** Lends a folder, given from the root or absolute, while its files are worked with. */
  async within<T>(path: string, work: (folder: EnteredFolder) => Promise<T>): Promise<T> {
    await using pinned = await this.#enter(path)
    const root = this.#filesIn({ folder: pinned.root, pin: this.#pin })
    return await work({ root, names: pinned.walk.names })
  }

  /** The entries of a folder, folders first. Links that lead out of the workspace or to nothing are left out. */
  async browse(path: string): Promise<FolderEntry[]> {
    await using pinned = await this.#enter(path)
    const found = await entriesBelow({ folder: pinned.root, pin: this.#pin }, pinned.walk)
    return found.map(({ entry }) => entry)
  }

  read<T>(path: string, signal: AbortSignal, use: (file: OpenFile) => Promise<T>): Promise<T> {
    return this.#inSelected((files) => files.read(path, signal, use))
  }

  write(...write: Parameters<FileStore['write']>): Promise<{ path: string; size: number }> {
    return this.#inSelected((files) => files.write(...write))
  }

  list(options: ListOptions, signal: AbortSignal): Promise<readonly ListedFile[]> {
    return this.#inSelected((files) => files.list(options, signal))
  }

  remove(path: string, signal: AbortSignal): Promise<boolean> {
    return this.#inSelected((files) => files.remove(path, signal))
  }

  move(paths: MovePaths, signal: AbortSignal): Promise<{ path: string }> {
    return this.#inSelected((files) => files.move(paths, signal))
  }

  database<T>(
    target: { readonly path: string; readonly create: boolean },
    signal: AbortSignal,
    use: (file: DatabaseFile) => Promise<T>,
  ): Promise<T> {
    return this.#inSelected((files) => files.database(target, signal, use))
  }

  async #inSelected<T>(work: (files: FolderFiles) => Promise<T>): Promise<T> {
    await using pinned = await this.#enterSelected()
    const paths = this.#paths.map((path) => join(path, ...pinned.walk.names))
    const folder = { entry: pinned.walk.end, paths }
    return await work(new FolderFiles(this.#filesIn({ folder, pin: this.#pin })))
  }

  #enterSelected(): Promise<PinnedFolder> {
    return this.#enter(this.#selected).catch((error: unknown) => {
      throw error instanceof AppError ? selectedFolderGone(error) : error
    })
  }

  #filesIn(root: PinnedRoot): FolderFilesOptions {
    return {
      ...root,
      maxBytes: this.#fileMaxBytes,
      quota: this.#quota,
      appending: this.#appending,
      naming: this.#naming,
    }
  }

  get #paths(): readonly string[] {
    return [this.#root, this.#configuredRoot]
  }

  /** Pins a folder of the workspace. */
  async #enter(path: string): Promise<PinnedFolder> {
    await using pinned = new AsyncDisposableStack()
    try {
      const root = { entry: pinned.use(await this.#pin(this.#root)), paths: this.#paths }
      const names = namesBelow(root.paths, path)
      if (!names) throw new OutsideRootError()
      if (pathProblem(path)) throw folderNotFound(path)
      const walk = pinned.use(await SafePathWalk.along(names, root, this.#pin))
      if (walk.missing.length > 0 || !walk.end.stats.isDirectory()) throw folderNotFound(path)
      const all = pinned.move()
      return { root, walk, [Symbol.asyncDispose]: () => all.disposeAsync() }
    } catch (error) {
      if (error instanceof OutsideRootError)
        throw new AppError('PATH_OUTSIDE_WORKSPACE', { values: { path } })
      throw systemErrorCode(error) === undefined ? error : folderNotFound(path, error)
    }
  }
}

export interface EnteredFolder {
  /** The whole workspace. */
  readonly root: FolderFilesOptions
  /** From the root, with links resolved. */
  readonly names: readonly string[]
}

interface PinnedFolder extends AsyncDisposable {
  readonly root: WalkRoot
  /** Ends at the folder. */
  readonly walk: SafePathWalk
}
