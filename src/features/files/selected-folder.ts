import { AppError } from '../../domain/errors.ts'
import { writeAll } from '../../lib/system/descriptor.ts'
import type { FileService } from './service.ts'

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
    const { signal } = new AbortController()
    await this.#files
      .remove(this.#fromRoot(path), () => true, signal)
      .catch((error: unknown) => {
        if (!(error instanceof AppError)) throw error
      })
  }

  #fromRoot(path: string): string {
    const selected = this.#selected()
    return selected === '' ? path : `${selected}/${path}`
  }
}
