import { randomUUID } from 'node:crypto'
import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { makePrivateFolder, PRIVATE_FILE } from '../../../lib/system/private-file.ts'
import { fileTooLarge } from '../../file-format.ts'
import type { OpenFile } from '../../ports.ts'

/** A file without a name, which is gone when it is closed. */
export class TemporaryFile implements Disposable {
  readonly file: OpenFile
  #size = 0

  private constructor(descriptor: number, { name, limit }: OpenFile) {
    const size = () => this.#size
    this.file = {
      name,
      limit,
      descriptor,
      get size() {
        return size()
      },
    }
  }

  /** @param like the file whose name and limit it has */
  static async create(folder: string, like: OpenFile): Promise<TemporaryFile> {
    await makePrivateFolder(folder)
    const path = join(folder, randomUUID())
    const descriptor = openSync(path, 'wx+', PRIVATE_FILE)
    unlinkSync(path)
    return new TemporaryFile(descriptor, like)
  }

  /** @throws FileSizeError */
  write(chunk: Uint8Array) {
    const { descriptor, limit, name } = this.file
    this.#size += chunk.byteLength
    if (this.#size > limit.bytes) throw fileTooLarge(`${name}, unpacked,`, limit)
    for (let at = 0; at < chunk.byteLength; ) at += writeSync(descriptor, chunk, at)
  }

  [Symbol.dispose]() {
    closeSync(this.file.descriptor)
  }
}
