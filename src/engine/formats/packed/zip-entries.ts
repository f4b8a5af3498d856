import { readSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { type Entry, fromFdPromise, type ZipFile } from 'yauzl'
import type { OpenFile } from '../../ports.ts'
import { formatFailure } from '../protocol.ts'
import { isCompound } from './signatures.ts'

const MAX_ENTRIES = 100_000
const LISTED_NAMES = 20
const ENCRYPTED = 1

/** The files in a zip file. Their names are only compared, and never become paths. */
export class ZipEntries {
  readonly #file: OpenFile
  readonly #zip: ZipFile
  readonly #entries: ReadonlyMap<string, Entry>

  private constructor(file: OpenFile, zip: ZipFile, entries: ReadonlyMap<string, Entry>) {
    this.#file = file
    this.#zip = zip
    this.#entries = entries
  }

  static async open(file: OpenFile, stop: () => void): Promise<ZipEntries> {
    checkSignature(file)
    try {
      const zip = await fromFdPromise(file.descriptor, { autoClose: false })
      const entries = new Map<string, Entry>()
      if (zip.entryCount > MAX_ENTRIES)
        throw new Error(`it has more than ${MAX_ENTRIES} entries; pack it as several`)
      for await (const entry of zip.eachEntry()) {
        stop()
        if (!entry.fileName.endsWith('/')) entries.set(entry.fileName, entry)
      }
      return new ZipEntries(file, zip, entries)
    } catch (error) {
      throw notZip(file.name, error)
    }
  }

  get names(): readonly string[] {
    return [...this.#entries.keys()]
  }

  has(name: string): boolean {
    return this.#entries.has(name)
  }

  /** Of the file that is asked for, or of the only one. */
  nameOf(name: string | undefined): string {
    return this.#find(name).fileName
  }

  async *chunks(name: string): AsyncGenerator<Buffer> {
    const entry = this.#find(name)
    if (entry.generalPurposeBitFlag & ENCRYPTED) {
      throw formatFailure(
        'FILE_FORMAT',
        `${this.#file.name}: "${entry.fileName}" is encrypted, which is not supported.`,
      )
    }
    try {
      // Sizes that differ from those in the list of entries are an error of the stream.
      const stream: Readable = await this.#zip.openReadStreamPromise(entry)
      yield* stream
    } catch (error) {
      throw notZip(this.#file.name, error)
    }
  }

  #find(name: string | undefined): Entry {
    const all = this.names.filter((each) => !ADDED.test(each))
    const wanted = name ?? (all.length === 1 ? all[0] : undefined)
    const found = wanted === undefined ? undefined : this.#entries.get(wanted)
    if (found) return found
    const listed = all.slice(0, LISTED_NAMES).map((each) => JSON.stringify(each))
    const rest = all.length > LISTED_NAMES ? ` and ${all.length - LISTED_NAMES} more` : ''
    const problem =
      name === undefined ? 'name one of its files in `entry`' : `it has no file ${JSON.stringify(name)}`
    throw formatFailure(
      'FILE_FORMAT',
      `${this.#file.name}: ${problem}; it contains ${listed.join(', ') || 'none'}${rest}.`,
    )
  }
}

/** What the systems of computers put beside the files that were packed. */
const ADDED = /^__MACOSX\/|(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini)$/

const checkSignature = ({ name, descriptor }: OpenFile) => {
  const start = Buffer.alloc(SIGNATURE_BYTES)
  readSync(descriptor, start, 0, SIGNATURE_BYTES, 0)
  if (!isCompound(start)) return
  throw formatFailure(
    'FILE_FORMAT',
    `${name} is an old Excel workbook (xls), or one with a password. Save it as xlsx without a password, or as csv.`,
  )
}

const SIGNATURE_BYTES = 8

const notZip = (name: string, error: unknown) => {
  const reason = error instanceof Error ? error.message : String(error)
  const message = `${name} cannot be read as a zip file: ${reason.replace(/\.$/, '')}.`
  return formatFailure('FILE_FORMAT', message, error)
}
