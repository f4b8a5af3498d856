import { z } from 'zod'
import { NodeError } from '../errors.ts'
import { defineNodeType } from '../node-type.ts'
import { parseTable } from './csv.ts'

const Parameters = z.strictObject({
  path: z
    .string()
    .min(1)
    .describe('The path in the selected folder.')
    .meta({ examples: ['orders.csv', 'reports/2026.json'] }),
  format: z
    .enum(['text', 'json', 'csv', 'bytes'])
    .default('text')
    .describe('How to read the file: `bytes` gives Base64 text, the other formats require UTF-8.')
    .meta({ examples: ['csv'] }),
  delimiter: z
    .string()
    .min(1)
    .max(8)
    .default(',')
    .describe('The separator between the cells of a `csv` file.')
    .meta({ examples: [';', '\t'] }),
  header: z
    .boolean()
    .default(true)
    .describe(
      'Whether the first line of a `csv` file contains the column names. If so, each row is an object of texts, ' +
        'without its missing cells and with those beyond the named columns in a list under `_extra`. If not, it is a list.',
    )
    .meta({ examples: [false] }),
})

export const fileReadType = defineNodeType({
  type: 'file_read',
  kind: 'task',
  title: 'Read file',
  description: 'Reads a file in the selected folder. It may be read again after a restart.',
  effects: false,
  ports: ['out'],
  parameters: Parameters,
  example: { parameters: { path: 'total.json', format: 'json' } },
  run: async (parameters, { services, signal }) => {
    const bytes = await services.files.read(parameters.path, signal)
    return { output: contentOf(bytes, parameters) }
  },
})

const contentOf = (bytes: Uint8Array, parameters: z.output<typeof Parameters>): unknown => {
  const { path, format, delimiter, header } = parameters
  switch (format) {
    case 'bytes':
      return Buffer.from(bytes).toString('base64')
    case 'text':
      return decode(bytes, path)
    case 'json':
      return parsed(path, () => JSON.parse(decode(bytes, path)))
    case 'csv':
      return parsed(path, () => parseTable(decode(bytes, path), { delimiter, header }))
  }
}

/** Removes a byte order mark. */
const decode = (bytes: Uint8Array, path: string): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new NodeError('FILE_ENCODING', `${path} is not UTF-8 text.`, { retryable: false, cause })
  }
}

const parsed = (path: string, parse: () => unknown): unknown => {
  try {
    return parse()
  } catch (cause) {
    if (cause instanceof NodeError) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new NodeError('FILE_FORMAT', `${path}: ${reason}`, { retryable: false, cause })
  }
}
