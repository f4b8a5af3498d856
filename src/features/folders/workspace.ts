import type { Stats } from 'node:fs'
import { lstat, readdir, realpath } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { AppError } from '../../domain/errors.ts'
import type { FileStore, FileWrite } from '../../engine/ports.ts'
import { namesBelow, pathProblem } from '../../lib/system/paths.ts'
import { makePrivateFolder } from '../../lib/system/private-file.ts'
import { systemErrorCode } from '../../lib/system/system-error.ts'
import { selectedFolderGone } from './file-errors.ts'
import { FolderFiles } from './folder-files.ts'
import { choosePinning, type PinEntry, type PinnedEntry, pinByName } from './pinned-entry.ts'
import { OutsideRootError, SafePathWalk, type WalkRoot } from './safe-path-walk.ts'

export interface WorkspaceOptions {
  readonly root: string
  readonly fileMaxBytes: number
}

export interface FolderEntry {
  readonly name: string
  /** From the root of the workspace, with `/` between names. */
  readonly path: string
  readonly kind: 'folder' | 'file'
  /** In bytes; `null` for a folder. */
  readonly size: number | null
  readonly modified_at: string
}

/** Each link is followed with open handles, and a process has a limited number of them. */
const MAX_CONCURRENT_ENTRIES = 64

const folderNotFound = (path: string, cause?: unknown) =>
  new AppError('FOLDER_NOT_FOUND', { values: { path }, cause })

const byKindThenName = (a: FolderEntry, b: FolderEntry): number => {
  if (a.kind !== b.kind) return a.kind === 'folder' ? -1 : 1
  return a.name < b.name ? -1 : 1
}

const toEntry = (names: readonly string[], stats: Stats): FolderEntry | undefined => {
  if (!stats.isFile() && !stats.isDirectory()) return undefined
  return {
    name: names.at(-1) ?? '',
    path: names.join('/'),
    kind: stats.isFile() ? 'file' : 'folder',
    size: stats.isFile() ? stats.size : null,
    modified_at: stats.mtime.toISOString(),
  }
}

/** The root folder that all paths are confined to, and the selected folder within it, which file nodes work in. */
export class Workspace implements FileStore {
  readonly #fileMaxBytes: number
  readonly #configuredRoot: string
  #root: string
  #pin: PinEntry = pinByName
  #selected = ''

  constructor({ root, fileMaxBytes }: WorkspaceOptions) {
    this.#configuredRoot = resolve(root)
    this.#root = this.#configuredRoot
    this.#fileMaxBytes = fileMaxBytes
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
    this.#selected = pinned.names.join('/')
    return this.#selected
  }

  /** The entries of a folder, folders first. Links that lead out of the workspace or to nothing are left out. */
  async browse(path: string): Promise<FolderEntry[]> {
    await using pinned = await this.#enter(path)
    const names = await readdir(pinned.folder.path)
    const entries: (FolderEntry | undefined)[] = []
    for (let from = 0; from < names.length; from += MAX_CONCURRENT_ENTRIES) {
      const some = names.slice(from, from + MAX_CONCURRENT_ENTRIES)
      entries.push(...(await Promise.all(some.map((name) => this.#entry(pinned, name)))))
    }
    return entries.filter((entry) => entry !== undefined).sort(byKindThenName)
  }

  async read(path: string, signal: AbortSignal): Promise<Uint8Array> {
    await using pinned = await this.#enterSelected()
    return await this.#filesOf(pinned).read(path, signal)
  }

  async write(file: FileWrite, signal: AbortSignal): Promise<{ path: string; size: number }> {
    await using pinned = await this.#enterSelected()
    return await this.#filesOf(pinned).write(file, signal)
  }

  #enterSelected(): Promise<PinnedFolder> {
    return this.#enter(this.#selected).catch((error: unknown) => {
      throw error instanceof AppError ? selectedFolderGone(error) : error
    })
  }

  #filesOf({ folder, names }: PinnedFolder): FolderFiles {
    const paths = this.#paths.map((path) => join(path, ...names))
    return new FolderFiles({
      folder: { entry: folder, paths },
      pin: this.#pin,
      maxBytes: this.#fileMaxBytes,
    })
  }

  get #paths(): readonly string[] {
    return [this.#root, this.#configuredRoot]
  }

  async #entry({ root, folder, names }: PinnedFolder, name: string): Promise<FolderEntry | undefined> {
    const path = [...names, name]
    try {
      const stats = await lstat(join(folder.path, name))
      if (!stats.isSymbolicLink()) return toEntry(path, stats)
      await using walk = await SafePathWalk.along(path, root, this.#pin)
      return walk.missing.length > 0 ? undefined : toEntry(path, walk.end.stats)
    } catch (error) {
      // The entry was removed since the folder was read, or it is a link to nothing.
      if (error instanceof OutsideRootError || systemErrorCode(error) !== undefined) return undefined
      throw error
    }
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
      return { root, folder: walk.end, names: walk.names, [Symbol.asyncDispose]: () => all.disposeAsync() }
    } catch (error) {
      if (error instanceof OutsideRootError)
        throw new AppError('PATH_OUTSIDE_WORKSPACE', { values: { path } })
      throw systemErrorCode(error) === undefined ? error : folderNotFound(path, error)
    }
  }
}

interface PinnedFolder extends AsyncDisposable {
  readonly root: WalkRoot
  readonly folder: PinnedEntry
  /** From the root. */
  readonly names: readonly string[]
}
