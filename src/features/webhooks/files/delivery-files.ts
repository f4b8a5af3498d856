import type { FormFile } from '../../../domain/triggers/form-file.ts'
import type { FileFolder } from '../ports.ts'
import { safeName } from './safe-name.ts'

/** What the input of an execution says of a file that came with its delivery. */
export interface StoredFormFile {
  readonly filename: string
  readonly content_type: string
  readonly size: number
  /** In the folder that file nodes work in. */
  readonly path: string
}

/** The folder of all of them. */
export const ROOT = 'webhooks'

/** The files of a form, in a folder of the execution that they start. */
export class DeliveryFiles {
  readonly #folder: string
  readonly #files: (readonly [path: string, bytes: Uint8Array])[] = []

  constructor(executionId: string) {
    this.#folder = `${ROOT}/${executionId}`
  }

  /** Chooses the place of a file, which is written later. */
  add({ filename, contentType, bytes }: FormFile): StoredFormFile {
    const path = `${this.#folder}/${this.#files.length + 1}-${safeName(filename)}`
    this.#files.push([path, bytes])
    return { filename, content_type: contentType, size: bytes.byteLength, path }
  }

  /** Writes all files, or none. @throws AppError when one cannot be written */
  async save(folder: FileFolder): Promise<void> {
    const { signal } = new AbortController()
    try {
      for (const [path, bytes] of this.#files) await folder.create(path, bytes, signal)
    } catch (error) {
      await this.remove(folder)
      throw error
    }
  }

  /** Removes what was written, as nothing was started. */
  async remove(folder: FileFolder): Promise<void> {
    if (this.#files.length === 0) return
    for (const [path] of this.#files) await folder.remove(path)
    await folder.remove(this.#folder)
  }
}
