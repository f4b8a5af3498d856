import { z } from 'zod'
import { tableOf } from '../../domain/tables/table.ts'
import { compressions, type FileFormat, fileFormats, hasDistinctSigns } from '../file-format.ts'
import { defineNodeType } from '../node-type.ts'
import { textual } from './fields.ts'
import {
  columnNames,
  csvDelimiter,
  csvFields,
  distinctSigns,
  fileEncoding,
  filePath,
  filePathAt,
} from './file-fields.ts'

const Parameters = z
  .strictObject({
    path: filePath('reports/2026.json'),
    content: textual
      .describe('The content to write; of a table, all rows.')
      .meta({ examples: [{ total: 7 }, 'a line\n', '{{ input.rows[] }}'] }),
    format: z
      .enum(fileFormats)
      .optional()
      .describe(
        'Default: `text` for a string, `csv` for a table, `json` for any other value. `csv` takes a list of objects (all their keys ' +
          'become columns) or a list of lists, and so does `xlsx`, in one sheet of values. `ndjson` writes each item of a list in a line, ' +
          '`xml` takes an object with one field, named as `file_read` names them, and `bytes` Base64 text. ' +
          '`json` is indented, but a single line when appended.',
      )
      .meta({ examples: ['csv', 'ndjson'] }),
    mode: z
      .enum(['overwrite', 'append', 'create'])
      .default('overwrite')
      .describe(
        '`overwrite` and `create` write the whole file atomically; `create` fails when the file exists. ' +
          '`append` adds to the end: except for `text` and `bytes` on a new line, with the line ends and the encoding of ' +
          'the file, and rows of `csv` in the order of its header, which a new file gets. A crash may leave part of it.',
      )
      .meta({ examples: ['append'] }),
    compression: z
      .enum(compressions)
      .default('none')
      .describe('How the file is compressed. A `zip` file has the content in one file.')
      .meta({ examples: ['gzip'] }),
    entry: z
      .string()
      .min(1)
      .max(255)
      .regex(/^[^\\/:]+$/, 'A name in a zip file cannot contain "/", "\\" or ":".')
      .optional()
      .describe('What the file in a `zip` file is called. Default: `content`.')
      .meta({ examples: ['orders.csv'] }),
    sheet: z
      .string()
      .min(1)
      .max(31)
      .regex(/^[^[\]:*?/\\]+$/, 'The name of a sheet cannot contain any of [ ] : * ? / and \\.')
      .optional()
      .describe('What the sheet of an `xlsx` file is called. Default: `Sheet1`.')
      .meta({ examples: ['Orders'] }),
    encoding: fileEncoding
      .default('utf-8')
      .describe(
        'The encoding of the text. Characters that it cannot represent are an error. Not for `bytes`.',
      )
      .meta({ examples: ['euc-kr', 'utf-16le'] }),
    bom: z
      .boolean()
      .optional()
      .describe(
        'Whether a new file starts with a byte order mark, by which Excel recognises UTF-8. Default: for UTF-16 only.',
      )
      .meta({ examples: [true] }),
    line_end: z
      .enum(['lf', 'crlf'])
      .optional()
      .describe(
        'The line end of `json`, `ndjson` and `csv`. Default: `lf`, or that of the file when appended.',
      )
      .meta({ examples: ['crlf'] }),
    delimiter: csvDelimiter
      .describe(
        'The separator between the cells of a `csv` file. Default: `,`, or that of the file when appended.',
      )
      .meta({ examples: [';', '\t'] }),
    header: z
      .union([z.boolean(), columnNames])
      .default(true)
      .describe(
        'Whether the first line of a `csv` file or an `xlsx` sheet contains the column names, or the names to write there.',
      )
      .meta({ examples: [false, ['Order', 'Total']] }),
    columns: columnNames
      .optional()
      .describe(
        'The fields to write to a `csv` file or an `xlsx` sheet, in this order. Default: all, in order of appearance.',
      )
      .meta({ examples: [['id', 'total']] }),
    ...csvFields,
    types: z
      .boolean()
      .default(false)
      .describe(
        'Whether text that looks like a number, a boolean or an empty cell is put in quotes in a `csv` file, so that `file_read` with `types` reads it as text.',
      )
      .meta({ examples: [true] }),
    escape_formulas: z
      .boolean()
      .default(false)
      .describe(
        "Whether text in a `csv` file that a spreadsheet would take for a formula, because it starts with `=` `+` `-` `@`, is prefixed with `'`. Numbers are not changed.",
      )
      .meta({ examples: [true] }),
    sep_line: z
      .boolean()
      .default(false)
      .describe('Whether a new `csv` file starts with the line `sep=` that tells Excel the delimiter.')
      .meta({ examples: [true] }),
  })
  .refine(hasDistinctSigns, distinctSigns)
  .refine(({ mode, compression }) => mode !== 'append' || compression === 'none', {
    error: '`append` cannot be compressed',
    params: { problem: 'excludes', values: { name: 'mode: append', excluded: 'compression' } },
  })
  .refine(({ mode, format }) => mode !== 'append' || (format !== 'xlsx' && format !== 'xml'), {
    error: 'xml and xlsx cannot be appended',
    params: { problem: 'excludes', values: { name: 'mode: append', excluded: 'format: xml, xlsx' } },
  })

export const fileWriteType = defineNodeType({
  type: 'file_write',
  kind: 'task',
  title: 'Write file',
  description: 'Writes a file in the selected folder and passes on its `{path, size}`.',
  effects: true,
  ports: ['out'],
  addressAt: filePathAt('path'),
  parameters: Parameters,
  example: { parameters: { path: 'total.json', content: { total: 7 } } },
  run: async (parameters, { services, signal, share, scope }) => {
    const { path, mode, content } = parameters
    const format = { ...parameters, format: parameters.format ?? usualFormat(content) }
    const call = { signal, share }
    const found = tableOf(content)
    const table = found && (await services.tables.path(scope.execution.id, found))
    const written = await services.files.write({ path, mode }, signal, (file) =>
      table === undefined
        ? services.formats.write(file, { content, format }, call)
        : services.formats.writeTable(file, { table, format }, call),
    )
    return { output: written }
  },
})

const usualFormat = (content: unknown): FileFormat => {
  if (tableOf(content)) return 'csv'
  return typeof content === 'string' ? 'text' : 'json'
}
