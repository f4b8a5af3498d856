import { z } from 'zod'
import { type FileFormat, fileFormats, hasDistinctSigns } from '../file-format.ts'
import { defineNodeType } from '../node-type.ts'
import type { OpenFile } from '../ports.ts'
import {
  columnNames,
  csvComment,
  csvDelimiter,
  csvFields,
  distinctSigns,
  fileEncoding,
  filePath,
  filePathAt,
} from './file-fields.ts'

/** Formats of rows. */
const TABULAR: ReadonlySet<FileFormat> = new Set(['csv', 'ndjson', 'json'])

const MAX_SKIPPED_LINES = 1_000_000_000

const Parameters = z
  .strictObject({
    path: filePath('orders.csv', 'reports/2026.json'),
    format: z
      .enum(fileFormats)
      .default('text')
      .describe('How to read the file: `ndjson` has a JSON value in each line, `bytes` gives Base64 text.')
      .meta({ examples: ['csv', 'ndjson'] }),
    encoding: fileEncoding
      .describe('The encoding of the text. A byte order mark in the file overrules it. Not for `bytes`.')
      .meta({ examples: ['euc-kr', 'windows-1252'] }),
    delimiter: csvDelimiter
      .describe(
        'The separator between the cells of a `csv` file. Default: what a first line `sep=;` says, or the one of `,` `;` tab `|` that fits the first lines.',
      )
      .meta({ examples: [';', '\t'] }),
    header: z
      .union([z.boolean(), columnNames])
      .default(true)
      .describe(
        'Whether the first line of a `csv` file contains the column names, or the names if it does not. Each row is an ' +
          'object, without its missing cells and with those beyond the named columns in a list under `_extra`. With `false` it is a list.',
      )
      .meta({ examples: [false, ['id', 'name']] }),
    columns: columnNames
      .optional()
      .describe('The only columns of a `csv` file to read, in this order.')
      .meta({ examples: [['id', 'total']] }),
    ...csvFields,
    comment: csvComment
      .describe('Lines of a `csv` file that start with this character are skipped.')
      .meta({ examples: ['#'] }),
    trim: z
      .boolean()
      .default(false)
      .describe('Whether the space around cells of a `csv` file is removed, except within quotes.')
      .meta({ examples: [true] }),
    skip_lines: z
      .int()
      .min(0)
      .max(MAX_SKIPPED_LINES)
      .default(0)
      .describe('How many lines stand in a `csv` file before the table.')
      .meta({ examples: [2] }),
    limit: z
      .int()
      .min(1)
      .max(Number.MAX_SAFE_INTEGER)
      .optional()
      .describe('Most rows of a `csv` file or values of an `ndjson` file to read. The rest is not looked at.')
      .meta({ examples: [1000] }),
    types: z
      .boolean()
      .optional()
      .describe(
        'Whether cells of a `csv` file become numbers, booleans, and `null` when they are empty. Cells in quotes, and ' +
          'numbers that would not come out the same, such as `007`, stay text. Default: only with `as` `table`.',
      )
      .meta({ examples: [true] }),
    as: z
      .enum(['value', 'table'])
      .default('value')
      .describe(
        'What the output is: `value` is what the file contains, `table` a table in a file, for far more rows than an output ' +
          'may have. For `csv`, `ndjson`, and a list in `json`; nodes `sql`, `for_each` and `file_write` take it.',
      )
      .meta({ examples: ['table'] }),
  })
  .refine(hasDistinctSigns, distinctSigns)
  .refine(({ as, format }) => as === 'value' || TABULAR.has(format), {
    error: '`as` `table` needs the format csv, ndjson or json',
    params: { problem: 'requires', values: { name: 'as', required: 'format' } },
  })
  .refine(({ columns, header }) => columns === undefined || header !== false, {
    error: '`columns` needs a header',
    params: { problem: 'requires', values: { name: 'columns', required: 'header' } },
  })

export const fileReadType = defineNodeType({
  type: 'file_read',
  kind: 'task',
  title: 'Read file',
  description: 'Reads a file in the selected folder. It may be read again after a restart.',
  effects: false,
  place: 'work',
  ports: ['out'],
  addressAt: filePathAt('path'),
  parameters: Parameters,
  example: { parameters: { path: 'total.json', format: 'json' } },
  run: async ({ as, ...parameters }, { services, signal, share, scope }) => {
    const { files, formats, tables } = services
    const call = { signal, share }
    const format = { ...parameters, types: parameters.types ?? as === 'table' }
    const read = (file: OpenFile) =>
      as === 'value'
        ? formats.read(file, format, call)
        : tables.create(scope.execution.id, (table) => formats.readTable(file, format, table, call))
    return { output: await files.read(parameters.path, signal, read) }
  },
})
