import type { TableShape } from '../../domain/tables/table.ts'
import type { PackedJson } from '../../lib/json/packed-json.ts'
import { NodeError } from '../errors.ts'
import type { ReadFormat, WriteFormat } from '../file-format.ts'
import type { OpenFile, TableTarget } from '../ports.ts'

/** A text as it is, so that a long one need not become JSON and back. */
export type Content =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'json'; readonly json: PackedJson }

export type FormatTask =
  | { readonly kind: 'read'; readonly file: OpenFile; readonly format: ReadFormat }
  | {
      readonly kind: 'write'
      readonly file: OpenFile
      readonly format: WriteFormat
      readonly content: Content
    }
  | {
      readonly kind: 'read-table'
      readonly file: OpenFile
      readonly format: ReadFormat
      readonly table: TableTarget
    }
  /** Makes a table of the items of a list, which are lines of JSON in a file. */
  | { readonly kind: 'tabulate'; readonly descriptor: number; readonly table: TableTarget }
  /** `table` is the path of its file. */
  | {
      readonly kind: 'write-table'
      readonly file: OpenFile
      readonly format: WriteFormat
      readonly table: string
    }
  /** `name` is what messages call the text. */
  | { readonly kind: 'parse'; readonly text: string; readonly name: string }

export interface FormatLimits {
  /** Of what is read, as JSON text. */
  readonly outputBytes: number
  /** Of the values in a thread's memory. */
  readonly memoryBytes: number
  readonly xml: XmlLimits
  /** Where what is unpacked lies while it is read. */
  readonly temporaryFolder: string
}

export interface XmlLimits {
  /** Of elements within each other. */
  readonly depth: number
  /** That a document may define for itself. */
  readonly entities: number
}

export type FormatReply =
  | { readonly kind: 'read'; readonly content: Content }
  | { readonly kind: 'written' }
  | { readonly kind: 'table'; readonly shape: TableShape }
  | { readonly kind: 'failure'; readonly failure: FormatFailure }
  /** An error of the operating system. */
  | { readonly kind: 'system'; readonly message: string; readonly code: string; readonly errno: number }

/** The parts of a `NodeError`: a thrown one would lose all but its message on the way between threads. */
export interface FormatFailure {
  readonly code: string
  readonly message: string
}

/** None of the failures of formats goes away when the same file is read or written again. */
export const formatFailure = (code: string, message: string, cause?: unknown): NodeError =>
  new NodeError(code, message, { retryable: false, cause })

export const outputTooLarge = (name: string, outputBytes: number): NodeError =>
  formatFailure(
    'OUTPUT_TOO_LARGE',
    `The data read from ${name} is larger than ${outputBytes} bytes as JSON. Read csv, xlsx, ndjson and lists in json ` +
      'with `as: table`, read less of them (`columns`, `limit`), split the file, or raise NODE_OUTPUT_LIMIT_BYTES.',
  )

/** @param what one of many: a line, an item */
export const valueTooLarge = (what: string, name: string, outputBytes: number): NodeError =>
  formatFailure(
    'OUTPUT_TOO_LARGE',
    `${what} of ${name} is larger than an output may be, ${outputBytes} bytes. Make several of it, or raise NODE_OUTPUT_LIMIT_BYTES.`,
  )

export const memoryTooSmall = (name: string, memoryBytes: number): NodeError =>
  formatFailure(
    'FILE_MEMORY',
    `The values of ${name} take more than ${memoryBytes} bytes of memory, which grows with NODE_OUTPUT_LIMIT_BYTES. ` +
      'Split the file, or raise that setting.',
  )
