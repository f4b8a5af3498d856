import { z } from 'zod'
import { type CsvDialect, fileEncodings } from '../file-format.ts'

/** The parameters that several file nodes share. */
export const filePath = (...examples: readonly string[]) =>
  z
    .string()
    .min(1)
    .describe('The path in the selected folder.')
    .meta({ examples: [...examples] })

const NO_LINE_END = /^[^\r\n]*$/

export const fileEncoding = z.enum(fileEncodings).default('utf-8')

export const csvFields = {
  quote: z
    .string()
    .max(1)
    .regex(NO_LINE_END)
    .default('"')
    .describe('The character around cells of a `csv` file that contain others of its signs; empty for none.')
    .meta({ examples: ["'", ''] }),
  escape: z
    .string()
    .length(1)
    .regex(NO_LINE_END)
    .optional()
    .describe('The character before a quote within a quoted cell. Default: the quote itself.')
    .meta({ examples: ['\\'] }),
}

export const csvDelimiter = z.string().min(1).max(8).regex(NO_LINE_END).optional()

export const columnNames = z.array(z.string()).min(1).max(10_000)

/** Whether no two signs of a csv file can be taken for each other. */
export const hasDistinctSigns = ({
  delimiter = ',',
  quote,
  comment,
}: Pick<CsvDialect, 'delimiter' | 'quote'> & { readonly comment?: string | undefined }): boolean => {
  const signs = [delimiter, quote, comment ?? ''].filter((sign) => sign !== '')
  return signs.every((sign, index) => signs.every((other, at) => at === index || !sign.includes(other)))
}

export const distinctSigns = {
  error: '`delimiter`, `quote` and `comment` must differ',
  params: { problem: 'distinct_values', values: { names: 'delimiter, quote, comment' } },
}
