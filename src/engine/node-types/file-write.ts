import { z } from 'zod'
import { NodeError } from '../errors.ts'
import { defineNodeType } from '../node-type.ts'
import { writeTable } from './csv.ts'
import { textual } from './fields.ts'

const Parameters = z.strictObject({
  path: z
    .string()
    .min(1)
    .describe('The path in the selected folder.')
    .meta({ examples: ['reports/2026.json'] }),
  content: textual
    .describe('The content to write.')
    .meta({ examples: [{ total: 7 }, 'a line\n', '{{ input.rows }}'] }),
  format: z
    .enum(['text', 'json', 'csv', 'bytes'])
    .optional()
    .describe(
      'Default: `text` for a string, `json` for any other value. `csv` takes a list of objects (all their keys ' +
        'become columns) or a list of lists, `bytes` takes Base64 text. `json` is indented, but a single line when appended.',
    )
    .meta({ examples: ['csv'] }),
  mode: z
    .enum(['overwrite', 'append', 'create'])
    .default('overwrite')
    .describe(
      '`overwrite` and `create` write the whole file atomically; `create` fails when the file exists. ' +
        '`append` adds to the end, for `csv` without a header; a full disk or a crash may leave part of it.',
    )
    .meta({ examples: ['append'] }),
})

export const fileWriteType = defineNodeType({
  type: 'file_write',
  kind: 'task',
  title: 'Write file',
  description: 'Writes a file in the selected folder and passes on its `{path, size}`.',
  effects: true,
  ports: ['out'],
  parameters: Parameters,
  example: { parameters: { path: 'total.json', content: { total: 7 } } },
  run: async (parameters, { services, signal }) => {
    const { path, mode } = parameters
    return { output: await services.files.write({ path, mode, content: contentOf(parameters) }, signal) }
  },
})

const contentOf = ({ content, format, mode }: z.output<typeof Parameters>): string | Uint8Array => {
  switch (format ?? (typeof content === 'string' ? 'text' : 'json')) {
    case 'text':
      return typeof content === 'string' ? content : JSON.stringify(content)
    case 'json':
      return `${JSON.stringify(content, null, mode === 'append' ? 0 : 2)}\n`
    case 'csv':
      return tableOf(content, mode !== 'append')
    case 'bytes':
      return bytesOf(content)
  }
}

const tableOf = (content: unknown, header: boolean): string => {
  const table = Array.isArray(content) ? writeTable(content, { header }) : undefined
  if (table === undefined) throw refused('A csv file needs a list of objects or a list of lists.')
  return table
}

const bytesOf = (content: unknown): Uint8Array => {
  const bytes = Buffer.from(String(content), 'base64')
  // Node silently skips invalid Base64, so encoding the bytes again is the check.
  if (bytes.toString('base64') !== content) throw refused('Format bytes needs Base64 text.')
  return bytes
}

const refused = (message: string) => new NodeError('FILE_CONTENT', message, { retryable: false })
