import { validateHeaderName, validateHeaderValue } from 'node:http'
import { z } from 'zod'

/** The values of variables after parsing, by name. */
export type ValuesOf<Variables extends z.ZodRawShape> = z.infer<z.ZodObject<Variables>>

/** Node cuts a longer timer to 1 ms. */
const MAX_TIMER_MS = 2_147_483_647

/** A whole number from `min` to `max`, both included. */
export const integer = (min: number, max: number) =>
  z
    .string()
    .refine(
      (text) => /^\d{1,15}$/.test(text) && Number(text) >= min && Number(text) <= max,
      `must be a whole number from ${min} to ${max}`,
    )
    .transform(Number)

export const count = () => integer(1, 1_000_000)

export const milliseconds = (min = 0) => integer(min, MAX_TIMER_MS)

export const bytes = (min = 1) => integer(min, Number.MAX_SAFE_INTEGER)

/** The path of a folder; SQLite and the system end a path at a NUL. */
export const directory = () => z.string().refine((text) => !text.includes('\0'), 'must be a path')

export const filePath = () => z.string().refine((text) => !text.includes('\0'), 'must list paths')

/** What a server may listen on. */
export const host = () => z.union([z.ipv4(), z.ipv6(), z.hostname()], 'must be an IP address or a host name')

/** An absolute address of the web. */
export const webAddress = () =>
  z
    .string()
    .refine(
      (text) => /^https?:\/\/./i.test(text) && URL.canParse(text),
      'must begin with http:// or https://',
    )

/** One of `words` in any case, spelled as in `words` after parsing. */
export const word = <const W extends string>(...words: readonly W[]) =>
  z.string().transform((text, context) => {
    const found = words.find((each) => each.toLowerCase() === text.toLowerCase())
    if (found !== undefined) return found
    context.addIssue(`must be one of ${words.join(', ')}`)
    return z.NEVER
  })

/** Comma-separated items, trimmed and without empty ones, each parsed by `item`. */
export const list = (item: z.ZodType<string, string>) =>
  z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .pipe(z.array(item))
    .readonly()

const toHeader = (pair: string): [name: string, value: string] => {
  // A pair without `=` leaves the name empty, which `validateHeaderName` rejects.
  const [, name = '', escaped = ''] = /^([^=]+)=(.*)$/s.exec(pair.trim()) ?? []
  const value = decodeURIComponent(escaped.trim())
  validateHeaderName(name)
  validateHeaderValue(name, value)
  return [name, value]
}

/** HTTP headers, comma-separated as `name=value`, the values with `%` escapes. */
export const headerList = () =>
  z.string().transform((text, context): Readonly<Record<string, string>> => {
    try {
      const pairs = text.split(',').filter((part) => part.trim() !== '')
      return Object.freeze(Object.fromEntries(pairs.map(toHeader)))
    } catch {
      context.addIssue('must be a list of headers such as api-key=abc,tenant=a')
      return z.NEVER
    }
  })
