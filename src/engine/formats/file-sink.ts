import { ftruncateSync, writeSync } from 'node:fs'
import iconv from 'iconv-lite'
import { type FileEncoding, fileTooLarge } from '../file-format.ts'
import type { OpenFile } from '../ports.ts'
import { formatFailure } from './protocol.ts'

const BLOCK_BYTES = 256 * 1024

export interface SinkOptions {
  readonly file: OpenFile
  readonly encoding: FileEncoding
  readonly bom: boolean
  /** Whether the file keeps its content even if the addition fails. */
  readonly isAppending: boolean
  /** Throws when no more is to be written. */
  readonly stop: () => void
}

/** Encodes text and writes it to a file. What is appended is written at once, so that it is there or it is not. */
export class FileSink {
  readonly #options: SinkOptions
  readonly #startSize: number
  #size: number
  #blocks: Buffer[] = []
  #waiting = 0
  #text = ''

  constructor(options: SinkOptions) {
    this.#options = options
    this.#startSize = options.file.size
    this.#size = options.file.size
    if (options.bom && this.#size === 0) this.#text = '\uFEFF'
  }

  text(text: string) {
    this.#text += text
    if (this.#text.length >= BLOCK_BYTES) this.#encode()
  }

  bytes(block: Buffer) {
    const { file, stop, isAppending } = this.#options
    stop()
    this.#size += block.byteLength
    if (this.#size > file.limit.bytes) throw fileTooLarge(file.name, file.limit)
    this.#blocks.push(block)
    this.#waiting += block.byteLength
    if (!isAppending && this.#waiting >= BLOCK_BYTES) this.#write()
  }

  end() {
    this.#encode()
    this.#options.stop()
    this.#write()
  }

  #encode() {
    const text = this.#text
    this.#text = ''
    if (text !== '') this.bytes(this.#encoded(text))
  }

  #encoded(text: string): Buffer {
    const { encoding, file } = this.#options
    if (encoding === 'utf-8') return Buffer.from(text)
    const bytes = iconv.encode(text, encoding, { addBOM: false })
    if (!encoding.startsWith('utf-') && iconv.decode(bytes, encoding) !== text) {
      const message = `The content of ${file.name} has characters that ${encoding} lacks. Use \`encoding\` \`utf-8\`.`
      throw formatFailure('FILE_ENCODING', message)
    }
    return bytes
  }

  #write() {
    const { file, isAppending } = this.#options
    const { descriptor } = file
    const block = Buffer.concat(this.#blocks)
    this.#blocks = []
    this.#waiting = 0
    try {
      for (let at = 0; at < block.byteLength; ) at += writeSync(descriptor, block, at)
    } catch (error) {
      if (isAppending) ftruncateSync(descriptor, this.#startSize)
      throw error
    }
  }
}
