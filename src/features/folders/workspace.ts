import type { Stats } from 'node:fs'
import { lstat, mkdir, readdir, realpath } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { AppError } from '../../domain/errors.ts'
import type { FileStore, FileWrite } from '../../engine/ports.ts'
import { namesBelow, pathProblem } from '../../lib/system/paths.ts'
import { systemErrorCode } from '../../lib/system/system-error.ts'
import { selectedFolderGone } from './file-errors.ts'
import { FolderFiles } from './folder-files.ts'
import { chooseHold, type Held, type Hold, holdByName } from './pinned-entry.ts'
import { OutsideError, type Start, Trail } from './safe-path-walk.ts'

export interface WorkspaceOptions {
  readonly root: string
  readonly fileMaxBytes: number
}

export interface FolderEntry {
  readonly name: string
  /** From the workspace's root, with `/` between names. */
  readonly path: string
  readonly kind: 'folder' | 'file'
  /** In bytes; `null` for a folder. */
  readonly size: number | null
  readonly modified_at: string
}

/** Links are followed by handles, of which there are not any number. */
const ENTRIES_AT_ONCE = 64

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

/** The folder that everything else is confined to, and the folder within it that file nodes work in. */
export class Workspace implements FileStore {
  readonly #fileMaxBytes: number
  readonly #configuredRoot: string
  #root: string
  #hold: Hold = holdByName
  #selected = ''

  constructor({ root, fileMaxBytes }: WorkspaceOptions) {
    this.#configuredRoot = resolve(root)
    this.#root = this.#configuredRoot
    this.#fileMaxBytes = fileMaxBytes
  }

  /** Makes the root when it is missing. To be called once, before anything else. */
  async open(): Promise<void> {
    await mkdir(this.#configuredRoot, { recursive: true })
    this.#root = await realpath(this.#configuredRoot)
    this.#hold = await chooseHold(this.#root)
  }

  /** The selected folder from the root, with `/` between names; empty for the root itself. */
  get selected(): string {
    return this.#selected
  }

  /** Selects a folder, given from the root or absolute, and answers its path from the root. */
  async select(path: string): Promise<string> {
    await using place = await this.#enter(path)
    this.#selected = place.names.join('/')
    return this.#selected
  }

  /** What a folder holds, folders first. Links that lead out of the workspace or nowhere are left out. */
  async browse(path: string): Promise<FolderEntry[]> {
    await using place = await this.#enter(path)
    const names = await readdir(place.folder.path)
    const entries: (FolderEntry | undefined)[] = []
    for (let from = 0; from < names.length; from += ENTRIES_AT_ONCE) {
      const some = names.slice(from, from + ENTRIES_AT_ONCE)
      entries.push(...(await Promise.all(some.map((name) => this.#entry(place, name)))))
    }
    return entries.filter((entry) => entry !== undefined).sort(byKindThenName)
  }

  async read(path: string, signal: AbortSignal): Promise<Uint8Array> {
    await using place = await this.#enterSelected()
    return await this.#filesOf(place).read(path, signal)
  }

  async write(file: FileWrite, signal: AbortSignal): Promise<{ path: string; size: number }> {
    await using place = await this.#enterSelected()
    return await this.#filesOf(place).write(file, signal)
  }

  #enterSelected(): Promise<Place> {
    return this.#enter(this.#selected).catch((error: unknown) => {
      throw error instanceof AppError ? selectedFolderGone(error) : error
    })
  }

  #filesOf({ folder, names }: Place): FolderFiles {
    const paths = this.#paths.map((path) => join(path, ...names))
    return new FolderFiles({
      folder: { held: folder, paths },
      hold: this.#hold,
      maxBytes: this.#fileMaxBytes,
    })
  }

  get #paths(): readonly string[] {
    return [this.#root, this.#configuredRoot]
  }

  async #entry({ root, folder, names }: Place, name: string): Promise<FolderEntry | undefined> {
    const way = [...names, name]
    try {
      const stats = await lstat(join(folder.path, name))
      if (!stats.isSymbolicLink()) return toEntry(way, stats)
      await using trail = await Trail.follow(root, way, this.#hold)
      return trail.missing.length > 0 ? undefined : toEntry(way, trail.end.stats)
    } catch (error) {
      // Removed since the folder was read, or a link that leads nowhere.
      if (error instanceof OutsideError || systemErrorCode(error) !== undefined) return undefined
      throw error
    }
  }

  /** Takes hold of a folder of the workspace. */
  async #enter(path: string): Promise<Place> {
    await using held = new AsyncDisposableStack()
    try {
      const root = { held: held.use(await this.#hold(this.#root)), paths: this.#paths }
      const names = namesBelow(root.paths, path)
      if (!names) throw new OutsideError()
      if (pathProblem(path)) throw folderNotFound(path)
      const trail = held.use(await Trail.follow(root, names, this.#hold))
      if (trail.missing.length > 0 || !trail.end.stats.isDirectory()) throw folderNotFound(path)
      const all = held.move()
      return { root, folder: trail.end, names: trail.names, [Symbol.asyncDispose]: () => all.disposeAsync() }
    } catch (error) {
      if (error instanceof OutsideError) throw new AppError('PATH_OUTSIDE_WORKSPACE', { values: { path } })
      throw systemErrorCode(error) === undefined ? error : folderNotFound(path, error)
    }
  }
}

/** A folder of the workspace, held. */
interface Place extends AsyncDisposable {
  readonly root: Start
  readonly folder: Held
  /** From the root. */
  readonly names: readonly string[]
}
