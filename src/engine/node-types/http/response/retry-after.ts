import type { HttpAnswer, HttpHeaders } from '../../../ports.ts'

/** Statuses whose `Retry-After` says when to try again. */
const STATUSES = new Set([429, 503])
// Some servers send fractions.
const SECONDS = /^\d+(\.\d+)?$/
/** All three forms of dates begin with the day of the week. `Date.parse` would also read `-1` and `in 5` as dates. */
const DATE = /^(mon|tue|wed|thu|fri|sat|sun)[a-z]*,? /i
const MAX_MS = 366 * 86_400_000

/** How long the server of an answer asks to wait, in milliseconds; `undefined` when it does not. */
export const retryAfterMs = ({ status, headers }: HttpAnswer): number | undefined => {
  const text = firstOf(headers['retry-after'])?.trim()
  if (text === undefined || !STATUSES.has(status)) return undefined
  const ms = SECONDS.test(text) ? Number(text) * 1000 : dateOf(text) - timeOf(headers)
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), MAX_MS)
}

const dateOf = (text: string): number => (DATE.test(text) ? Date.parse(text) : Number.NaN)

/** By the server's own clock, which its dates go by. */
const timeOf = ({ date }: HttpHeaders): number => Date.parse(firstOf(date) ?? '') || Date.now()

const firstOf = (header: HttpHeaders[string] | undefined): string | undefined =>
  typeof header === 'string' ? header : header?.[0]
