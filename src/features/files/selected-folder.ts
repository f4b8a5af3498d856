import { AppError } from '../../domain/errors.ts'
import { writeAll } from '../../lib/system/descriptor.ts'
import type { FileService } from './service.ts'

const PAGE = 1000

/** The files of the folder that file nodes work in, for other features. */
export class SelectedFolder {
  readonly #files: FileService
  readonly #selected: () => string

  /** @param selected gives the path of the folder from the root of the workspace, which may change */
  constructor(files: FileService, selected: () => string) {
    this.#files = files
    this.#selected = selected
  }

  /** @throws AppError `PAYLOAD_TOO_LARGE`, `WORKSPACE_FULL`, `DISK_FULL`, `FILE_UNUSABLE` */
  async create(path: string, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    await this.#files.replace({
      path: this.#fromRoot(path),
      createOnly: true,
      condition: (etag) => etag === undefined,
      size: bytes.byteLength,
      signal,
      async fill(descriptor, grow) {
        grow(bytes.byteLength)
        await writeAll(descriptor, bytes)
      },
    })
  }

  /** Removes a file or an empty folder; what cannot be removed stays. */
  async remove(path: string): Promise<void> {
    await this.#remove(this.#fromRoot(path))
  }

  /** The next names in a folder after one of them, in their order; none at the end, or when there is no such folder. */
  async namesAfter(path: string, after: string, signal: AbortSignal): Promise<readonly string[]> {
    const entries = await this.#page(this.#fromRoot(path), { cursor: after === '' ? [] : [after] }, signal)
    return entries.map(({ name }) => name)
  }

  /** Removes a folder with everything in it, and leaves what links in it lead to; what cannot be removed stays. */
  async clear(path: string, signal: AbortSignal): Promise<void> {
    const folder = this.#fromRoot(path)
    // A link in the place of the folder goes here.
    while (!(await this.#remove(folder))) {
      const entries = await this.#page(folder, { recursive: true }, signal)
      let removed = 0
      for (const entry of entries.toReversed()) removed += Number(await this.#remove(entry.path))
      if (removed === 0) return
    }
  }

  /** Empty when there is no such folder. */
  async #page(
    path: string,
    { recursive = false, cursor = [] }: { readonly recursive?: boolean; readonly cursor?: string[] },
    signal: AbortSignal,
  ) {
    try {
      return (await this.#files.list({ path, recursive, cursor, limit: PAGE }, signal)).entries
    } catch (error) {
      if (error instanceof AppError && error.code === 'FOLDER_NOT_FOUND') return []
      throw error
    }
  }

  /** `false` when it cannot be removed, or is not there. */
  async #remove(path: string): Promise<boolean> {
    const { signal } = new AbortController()
    try {
      await this.#files.remove(path, () => true, signal)
      return true
    } catch (error) {
      if (error instanceof AppError) return false
      throw error
    }
  }

  #fromRoot(path: string): string {
    const selected = this.#selected()
    return selected === '' ? path : `${selected}/${path}`
  }
}
