import type { KnownFormat, ReadFormat } from '../../file-format.ts'
import type { OpenFile } from '../../ports.ts'
import { WORKBOOK } from '../xlsx/workbook.ts'
import { sniffCompression, sniffFormat } from './sniff.ts'
import { type UnpackingTools, withUnpacked } from './unpack.ts'
import { ZipEntries } from './zip-entries.ts'

/** Has a file unpacked, and its format found out, while `use` works. */
export const withContent = async <T>(
  file: OpenFile,
  format: ReadFormat,
  tools: UnpackingTools,
  use: (file: OpenFile, format: KnownFormat) => Promise<T>,
): Promise<T> => {
  const known = await withoutGuesses(file, format, tools.stop)
  const { compression = 'none', entry } = known
  return withUnpacked(file, { compression, entry }, tools, async (unpacked, name) => {
    const found = known.format === 'auto' ? await sniffWhole(unpacked, name, tools.stop) : known.format
    return use(unpacked, { ...known, format: found })
  })
}

const withoutGuesses = async (file: OpenFile, format: ReadFormat, stop: () => void): Promise<ReadFormat> => {
  if (format.compression !== undefined || format.format !== 'auto') return format
  const compression = sniffCompression(file)
  const isWorkbook = compression === 'zip' && format.entry === undefined && (await hasWorkbook(file, stop))
  return isWorkbook ? { ...format, format: 'xlsx', compression: 'none' } : { ...format, compression }
}

const sniffWhole = async (file: OpenFile, name: string, stop: () => void) =>
  sniffCompression(file) === 'zip' && (await hasWorkbook(file, stop)) ? 'xlsx' : sniffFormat(file, name)

const hasWorkbook = async (file: OpenFile, stop: () => void): Promise<boolean> =>
  (await ZipEntries.open(file, stop)).has(WORKBOOK)
