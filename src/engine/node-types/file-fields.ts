import { z } from 'zod'
import { fileEncodings } from '../file-format.ts'
import type { NodeTypeInfo } from '../node-type.ts'

/** The parameters that several file nodes share. */
export const filePath = (...examples: readonly string[]) =>
  z
    .string()
    .min(1)
    .refine((path) => !path.includes('//'), {
      error: 'No part of a path may be empty',
      params: { problem: 'empty_path_part' },
    })
    .describe('The path in the selected folder.')
    .meta({ pattern: '^(?!.*//)', examples: [...examples] })

/** The texts of a file node that are paths. */
export const filePathAt =
  (...names: readonly string[]): NonNullable<NodeTypeInfo['addressAt']> =>
  ([name = '']) =>
    names.includes(name) ? 'file' : undefined

const PATTERN = { pattern: '^[^\\r\\n]*$' }

/** Text that stands within a line. */
const inLine = (schema: z.ZodString) =>
  schema.refine((text) => !/[\r\n]/.test(text), {
    error: 'Line ends are not allowed',
    params: { problem: 'line_end' },
  })

export const fileEncoding = z.enum(fileEncodings)

export const csvFields = {
  quote: inLine(z.string().max(1))
    .default('"')
    .describe('The character around cells of a `csv` file that contain special characters; empty for none.')
    .meta({ ...PATTERN, examples: ["'", ''] }),
  escape: inLine(z.string().length(1))
    .optional()
    .describe('The character before a quote within a quoted cell. Default: the quote itself.')
    .meta({ ...PATTERN, examples: ['\\'] }),
}

export const csvDelimiter = inLine(z.string().min(1).max(8)).optional().meta(PATTERN)

export const csvComment = inLine(z.string().length(1)).optional().meta(PATTERN)

export const columnNames = z.array(z.string()).min(1).max(10_000)

export const distinctSigns = {
  error: '`delimiter`, `quote`, `escape` and `comment` must differ; only `escape` may be the quote',
  params: { problem: 'distinct_values', values: { names: 'delimiter, quote, escape, comment' } },
}
