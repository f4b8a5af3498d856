import { validateHeaderName, validateHeaderValue } from 'node:http'
import { z } from 'zod'

/** The longest delay that a timer can hold. */
const LONGEST_TIMER_MS = 2_147_483_647

/** A whole number within the bounds, both included. */
export const integer = (least: number, most: number) =>
  z
    .string()
    .refine(
      (text) => /^\d{1,15}$/.test(text) && Number(text) >= least && Number(text) <= most,
      `must be a whole number from ${least} to ${most}`,
    )
    .transform(Number)

export const count = () => integer(1, 1_000_000)

export const milliseconds = (least = 0) => integer(least, LONGEST_TIMER_MS)

export const bytes = (least = 1) => integer(least, Number.MAX_SAFE_INTEGER)

/** One of `words`, in any case; the result is spelled as in `words`. */
export const word = <const W extends string>(...words: readonly W[]) =>
  z.string().transform((text, context) => {
    const found = words.find((each) => each.toLowerCase() === text.toLowerCase())
    if (found !== undefined) return found
    context.addIssue(`must be one of ${words.join(', ')}`)
    return z.NEVER
  })

/** Comma-separated items, trimmed; empty ones are dropped. Each item goes through `item`. */
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
  // Without a name, or without a value at all, there is no name that could be a header's.
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
