import { NodeError } from './errors.ts'

export const fileFormats = ['text', 'json', 'ndjson', 'csv', 'xml', 'xlsx', 'bytes'] as const
export type FileFormat = (typeof fileFormats)[number]

/** `auto`: what the content of the file shows, or its name when that is not clear. */
export const readFormats = [...fileFormats, 'auto'] as const

export const compressions = ['none', 'gzip', 'zip'] as const
export type Compression = (typeof compressions)[number]

/** As the web names them; `iso-8859-1` is exactly that, and `euc-kr` contains all of code page 949. */
export const fileEncodings = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'iso-8859-1',
  'iso-8859-2',
  'iso-8859-15',
  'windows-1250',
  'windows-1251',
  'windows-1252',
  'windows-1253',
  'windows-1254',
  'euc-kr',
  'shift_jis',
  'euc-jp',
  'gb18030',
  'big5',
] as const
export type FileEncoding = (typeof fileEncodings)[number]

/** The layout of cells in the lines of a CSV file. */
export interface CsvDialect {
  /** Missing when it is to be guessed, or the comma for a new file. */
  readonly delimiter?: string | undefined
  /** Empty when no cell is quoted. */
  readonly quote: string
  /** Before a quote in a quoted cell. Missing for the quote itself. */
  readonly escape?: string | undefined
  /** Whether cells are more than text: numbers, booleans, and null when empty. */
  readonly types: boolean
}

/** Whether no two signs of a csv file can be taken for each other; a quote may escape itself. */
export const hasDistinctSigns = ({
  delimiter = ',',
  quote,
  escape: escaping = quote,
  comment = '',
}: Pick<CsvDialect, 'delimiter' | 'quote' | 'escape'> & {
  readonly comment?: string | undefined
}): boolean => {
  const signs = [delimiter, quote, escaping === quote ? '' : escaping, comment].filter((sign) => sign !== '')
  return signs.every((sign, index) => signs.every((other, at) => at === index || !sign.includes(other)))
}

export interface ReadFormat extends CsvDialect {
  readonly format: (typeof readFormats)[number]
  /** Missing when the file shows it, for the format `auto`. */
  readonly compression?: Compression | undefined
  /** Of a zip file with several. */
  readonly entry?: string | undefined
  /** Of a workbook; its name, or its number from 1. */
  readonly sheet?: string | number | undefined
  /** A byte order mark in the file overrules it. Missing for what an xml file declares, and otherwise utf-8. */
  readonly encoding?: FileEncoding | undefined
  /** Whether the first line contains the names, or the names themselves. */
  readonly header: boolean | readonly string[]
  /** The only columns to read. */
  readonly columns?: readonly string[] | undefined
  readonly comment?: string | undefined
  /** What stands in cells that are `null`. */
  readonly null_values?: readonly string[] | undefined
  readonly trim: boolean
  readonly skip_lines: number
  readonly limit?: number | undefined
}

export type KnownFormat = ReadFormat & { readonly format: FileFormat }

/** `overwrite` replaces atomically, `append` adds at the end, `create` fails when the file exists. */
export type FileWriteMode = 'overwrite' | 'append' | 'create'

export interface WriteFormat extends CsvDialect {
  readonly format: FileFormat
  readonly compression: Compression
  /** What a zip file calls its content, or a workbook its sheet. */
  readonly entry?: string | undefined
  readonly sheet?: string | undefined
  readonly encoding: FileEncoding
  readonly mode: FileWriteMode
  readonly bom?: boolean | undefined
  /** Whether the first line contains the names of the columns, or the names to use instead. */
  readonly header: boolean | readonly string[]
  /** The columns to write, in this order. */
  readonly columns?: readonly string[] | undefined
  readonly line_end?: 'lf' | 'crlf' | undefined
  readonly sep_line: boolean
  readonly escape_formulas: boolean
}

export interface SizeLimit {
  readonly bytes: number
  /** The setting that it comes from. */
  readonly setting: 'FILE_MAX_BYTES' | 'WORKSPACE_QUOTA_BYTES'
}

/** A file is, or would become, larger than it may be. */
export class FileSizeError extends NodeError {
  readonly limit: SizeLimit

  constructor(code: string, message: string, limit: SizeLimit) {
    super(code, message, { retryable: false })
    this.limit = limit
  }
}

/** `name` is the quoted path, as the script gave it. */
export const fileTooLarge = (name: string, limit: SizeLimit): FileSizeError =>
  limit.setting === 'FILE_MAX_BYTES'
    ? new FileSizeError(
        'FILE_TOO_LARGE',
        `${name} is larger than ${limit.bytes} bytes. Split the file, or raise FILE_MAX_BYTES.`,
        limit,
      )
    : new FileSizeError(
        'WORKSPACE_FULL',
        `${name} does not fit: the workspace has room for ${limit.bytes} bytes. Delete files, or raise WORKSPACE_QUOTA_BYTES.`,
        limit,
      )
