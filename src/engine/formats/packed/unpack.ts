import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { NodeError } from '../../errors.ts'
import type { Compression } from '../../file-format.ts'
import type { OpenFile } from '../../ports.ts'
import { formatFailure } from '../protocol.ts'
import { readChunks } from '../text-chunks.ts'
import { TemporaryFile } from './temporary-file.ts'
import { ZipEntries } from './zip-entries.ts'

export interface Unpacking {
  readonly compression: Compression
  /** Of a zip file with several. */
  readonly entry?: string | undefined
}

export interface UnpackingTools {
  /** Where what is unpacked lies while it is read. */
  readonly temporaryFolder: string
  /** Throws when no more is to be read. */
  readonly stop: () => void
}

/** Has what a file contains unpacked while `use` works. What is unpacked may be as large as a file may be. */
export const withUnpacked = async <T>(
  file: OpenFile,
  { compression, entry }: Unpacking,
  tools: UnpackingTools,
  use: (file: OpenFile) => Promise<T>,
): Promise<T> => {
  if (compression === 'none') return use(file)
  using unpacked = await TemporaryFile.create(tools.temporaryFolder, file)
  const chunks =
    compression === 'gzip'
      ? gunzipped(file, tools.stop)
      : (await ZipEntries.open(file, tools.stop)).chunks(entry)
  for await (const chunk of chunks) {
    tools.stop()
    unpacked.write(chunk)
  }
  return await use(unpacked.file)
}

async function* gunzipped(file: OpenFile, stop: () => void): AsyncGenerator<Buffer> {
  const gunzip = createGunzip()
  const source = Readable.from(readChunks(file, stop))
  source.once('error', (error) => gunzip.destroy(error))
  try {
    yield* source.pipe(gunzip)
  } catch (error) {
    if (error instanceof NodeError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw formatFailure('FILE_FORMAT', `${file.name} cannot be read as gzip: ${reason}.`, error)
  }
}
