import { PassThrough, Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { ZipFile } from 'yazl'
import type { OpenFile } from '../../ports.ts'
import { readChunks } from '../text-chunks.ts'

export interface PackOptions {
  readonly compression: 'gzip' | 'zip'
  /** What a zip file calls the content. */
  readonly name: string
  /** Throws when no more is to be read. */
  readonly stop: () => void
}

/** The bytes of a file, compressed. */
export async function* packed(
  file: OpenFile,
  { compression, name, stop }: PackOptions,
): AsyncGenerator<Buffer> {
  const source = Readable.from(readChunks(file, stop))
  if (compression === 'zip') return yield* zipped([[name, source]])
  const gzip = createGzip()
  source.once('error', (error) => gzip.destroy(error))
  yield* source.pipe(gzip)
}

/** A zip file of some files. */
export async function* zipped(
  files: Iterable<readonly [name: string, content: Readable]>,
): AsyncGenerator<Buffer> {
  const zip = new ZipFile()
  const output = new PassThrough()
  const fail = (error: Error) => output.destroy(error)
  zip.once('error', fail)
  zip.outputStream.pipe(output)
  for (const [name, content] of files) {
    content.once('error', fail)
    zip.addReadStream(content, name)
  }
  zip.end()
  yield* output
}
