import type { Stats } from 'node:fs'
import { mkdir, readdir, realpath, stat } from 'node:fs/promises'
import { basename, isAbsolute, join, relative, resolve } from 'node:path'
import type { FileStore, FileWrite } from '../engine/ports.ts'
import { AppError } from '../lib/errors.ts'
import { systemErrorCode } from '../lib/system-error.ts'
import { selectedFolderGone } from './file-errors.ts'
import { FolderFiles } from './folder-files.ts'
import { isInside } from './paths.ts'

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

const folderNotFound = (path: string, cause?: unknown) =>
  new AppError('FOLDER_NOT_FOUND', { values: { path }, cause })

const byKindThenName = (a: FolderEntry, b: FolderEntry): number => {
  if (a.kind !== b.kind) return a.kind === 'folder' ? -1 : 1
  return a.name < b.name ? -1 : 1
}

const toEntry = (path: string, stats: Stats): FolderEntry | undefined => {
  if (!stats.isFile() && !stats.isDirectory()) return undefined
  return {
    name: basename(path),
    path,
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
  }

  /** The selected folder from the root, with `/` between names; empty for the root itself. */
  get selected(): string {
    return this.#selected
  }

  /** Selects a folder, given from the root or absolute, and answers its path from the root. */
  async select(path: string): Promise<string> {
    this.#selected = relative(this.#root, await this.#folder(path))
    return this.#selected
  }

  /** What a folder holds, folders first. Links that lead out of the workspace or nowhere are left out. */
  async browse(path: string): Promise<FolderEntry[]> {
    const folder = await this.#folder(path)
    const names = await readdir(folder).catch((error: unknown) => {
      throw folderNotFound(path, error)
    })
    const entries = await Promise.all(names.map((name) => this.#entry(join(folder, name))))
    return entries.filter((entry) => entry !== undefined).sort(byKindThenName)
  }

  async read(path: string, signal: AbortSignal): Promise<Uint8Array> {
    return (await this.#files()).read(path, signal)
  }

  async write(file: FileWrite, signal: AbortSignal): Promise<{ path: string; size: number }> {
    return (await this.#files()).write(file, signal)
  }

  async #files(): Promise<FolderFiles> {
    const folder = await this.#folder(this.#selected).catch((error: unknown) => {
      throw error instanceof AppError ? selectedFolderGone(error) : error
    })
    return new FolderFiles(folder, this.#fileMaxBytes)
  }

  async #entry(absolute: string): Promise<FolderEntry | undefined> {
    try {
      if (!isInside(this.#root, await realpath(absolute))) return undefined
      return toEntry(relative(this.#root, absolute), await stat(absolute))
    } catch (error) {
      // Removed since the folder was read, or a link that leads nowhere.
      if (systemErrorCode(error) === undefined) throw error
      return undefined
    }
  }

  /** The real path of a folder of the workspace. */
  async #folder(path: string): Promise<string> {
    if (path.includes('\0')) throw folderNotFound(path)
    // The root may itself be named through a link.
    const named = isAbsolute(path) && isInside(this.#configuredRoot, path)
    const fromRoot = named ? relative(this.#configuredRoot, path) : path
    const absolute = this.#confined(resolve(this.#root, fromRoot), path)
    try {
      const folder = this.#confined(await realpath(absolute), path)
      if ((await stat(folder)).isDirectory()) return folder
    } catch (error) {
      throw systemErrorCode(error) === undefined ? error : folderNotFound(path, error)
    }
    throw folderNotFound(path)
  }

  #confined(absolute: string, path: string): string {
    if (!isInside(this.#root, absolute)) throw new AppError('PATH_OUTSIDE_WORKSPACE', { values: { path } })
    return absolute
  }
}
