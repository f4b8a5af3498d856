import { z } from 'zod'
import { isFileUrl } from '../lib/system/file-url.ts'
import { count, milliseconds, type ValuesOf, word } from './env-values.ts'

export const isRemoteUrl = (text: string): boolean => /^(libsql|https?):\/\/./i.test(text)

const databaseUrl = z
  .string()
  .refine(
    (text) => (isRemoteUrl(text) ? URL.canParse(text) : isFileUrl(text)),
    'must be file: and a path, with %3F, %23 and %25 for ?, # and %, or begin with libsql://, http:// or https://',
  )
  .transform((text) => text.replace(/^[a-z]+:/i, (scheme) => scheme.toLowerCase()))

export const databaseVariables = {
  DATABASE_URL: databaseUrl
    .prefault('file:./data/scriptd.db')
    .describe('Database: file:, libsql://, http:// or https://'),
  DATABASE_AUTH_TOKEN: z.string().optional().describe('Token for a remote database'),
  DATABASE_SYNCHRONOUS: word('FULL', 'NORMAL', 'OFF')
    .prefault('FULL')
    .describe(
      'How commits are flushed to disk: FULL, NORMAL (a power failure may lose the last commits) or OFF; only of a file',
    ),
  DATABASE_TIMEOUT_MS: milliseconds(100)
    .prefault('10000')
    .describe('How long a call to a remote database may take'),
  DATABASE_CONCURRENCY: count().prefault('32').describe('Calls to a remote database at once; others wait'),
}

export const toDatabaseConfig = (values: ValuesOf<typeof databaseVariables>) =>
  Object.freeze({
    url: values.DATABASE_URL,
    authToken: values.DATABASE_AUTH_TOKEN,
    synchronous: values.DATABASE_SYNCHRONOUS,
    timeoutMs: values.DATABASE_TIMEOUT_MS,
    concurrency: values.DATABASE_CONCURRENCY,
  })
