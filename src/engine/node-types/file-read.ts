import { z } from 'zod'
import { compressions, hasDistinctSigns, type ReadFormat, readFormats } from '../file-format.ts'
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
const TABULAR: ReadonlySet<ReadFormat['format']> = new Set(['csv', 'xlsx', 'ndjson', 'json', 'auto'])

const MAX_SKIPPED_LINES = 1_000_000_000

const Parameters = z
  .strictObject({
    path: filePath('orders.csv', 'reports/2026.json'),
    format: z
      .enum(readFormats)
      .default('text')
      .describe(
        'How to read the file: `ndjson` has a JSON value in each line, `bytes` gives Base64 text. `xml` becomes objects by the ' +
          'names of elements, with lists for repeated ones, `@` before the names of attributes, and `#text` for text beside others. ' +
          '`xlsx` is read like `csv`, with dates as text. `auto` is what the content of the file shows, or the end of its name when that is not clear.',
      )
      .meta({ examples: ['csv', 'auto'] }),
    compression: z
      .enum(compressions)
      .optional()
      .describe(
        'How the file is compressed; unpacked, it may be as large as a file may be. Default: `none`, or with `auto` what the file shows.',
      )
      .meta({ examples: ['gzip'] }),
    entry: z
      .string()
      .min(1)
      .optional()
      .describe('Which file of a `zip` file to read. Not needed when there is only one.')
      .meta({ examples: ['2026/orders.csv'] }),
    sheet: z
      .union([z.string().min(1), z.int().min(1)])
      .optional()
      .describe('The sheet of an `xlsx` file: its name, or its number from 1. Default: the first one.')
      .meta({ examples: ['Orders', 2] }),
    encoding: fileEncoding
      .optional()
      .describe(
        'The encoding of the text. A byte order mark in the file overrules it. Not for `bytes`. Default: what an `xml` file declares, and otherwise `utf-8`.',
      )
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
        'Whether the first line of a `csv` file or an `xlsx` sheet contains the column names, or the names if it does not. Each row is an ' +
          'object, without its missing cells and with those beyond the named columns in a list under `_extra`. With `false` it is a list.',
      )
      .meta({ examples: [false, ['id', 'name']] }),
    columns: columnNames
      .optional()
      .describe('The only columns of a `csv` file or an `xlsx` sheet to read, in this order.')
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
      .describe('How many lines stand in a `csv` file, or rows in an `xlsx` sheet, before the table.')
      .meta({ examples: [2] }),
    limit: z
      .int()
      .min(1)
      .max(Number.MAX_SAFE_INTEGER)
      .optional()
      .describe(
        'Most rows of a `csv` file or an `xlsx` sheet, or values of an `ndjson` file, to read. The rest is not looked at.',
      )
      .meta({ examples: [1000] }),
    types: z
      .boolean()
      .optional()
      .describe(
        'Whether cells of a `csv` file, or texts of an `xml` file, become numbers, booleans, and `null` when they are empty. Cells in quotes, and ' +
          'numbers that would not come out the same, such as `007`, stay text. Default: only with `as` `table`.',
      )
      .meta({ examples: [true] }),
    null_values: z
      .array(z.string().min(1).max(100))
      .min(1)
      .max(100)
      .optional()
      .describe(
        'What stands in cells of a `csv` file or an `xlsx` sheet that are `null`, such as `N/A`, also in quotes. ' +
          'Without them, a column of numbers stays one.',
      )
      .meta({ examples: [['N/A', 'NULL', '-']] }),
    as: z
      .enum(['value', 'table'])
      .default('value')
      .describe(
        'What the output is: `value` is what the file contains, `table` a table in a file, for far more rows than an output ' +
          'may have. For `csv`, `xlsx`, `ndjson`, and a list in `json`; nodes `sql`, `for_each` and `file_write` take it.',
      )
      .meta({ examples: ['table'] }),
  })
  .refine(hasDistinctSigns, distinctSigns)
  .refine(({ as, format }) => as === 'value' || TABULAR.has(format), {
    error: '`as` `table` needs the format csv, xlsx, ndjson, json or auto',
    params: {
      problem: 'requires',
      values: { name: 'as: table', required: 'format: csv, xlsx, ndjson, json, auto' },
    },
  })
  .refine(({ columns, header }) => columns === undefined || header !== false, {
    error: '`columns` needs a header',
    params: { problem: 'requires', values: { name: 'columns', required: 'header: true' } },
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
