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

/**
 * Has what a file contains unpacked while `use` works, which learns what that is called by the archive, or else by the file.
 * What is unpacked may be as large as a file may be.
 */
export const withUnpacked = async <T>(
  file: OpenFile,
  { compression, entry }: Unpacking,
  tools: UnpackingTools,
  use: (file: OpenFile, name: string) => Promise<T>,
): Promise<T> => {
  if (compression === 'none') return use(file, file.name)
  using unpacked = await TemporaryFile.create(tools.temporaryFolder, file)
  const { name, chunks } =
    compression === 'gzip'
      ? { name: file.name, chunks: gunzipped(file, tools.stop) }
      : await unzipped(file, entry, tools.stop)
  for await (const chunk of chunks) {
    tools.stop()
    unpacked.write(chunk)
  }
  return await use(unpacked.file, name)
}

const unzipped = async (file: OpenFile, entry: string | undefined, stop: () => void) => {
  const entries = await ZipEntries.open(file, stop)
  const name = entries.nameOf(entry)
  return { name, chunks: entries.chunks(name) }
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
