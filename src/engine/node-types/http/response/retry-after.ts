import type { HttpAnswer, HttpHeaders } from '../../../ports.ts'

/** Statuses whose `Retry-After` tells when to ask again. */
const STATUSES = new Set([429, 503])
const MAX_MS = 366 * 86_400_000

/** How long the server of an answer asks to wait, in milliseconds; `undefined` when it does not. */
export const retryAfterMs = ({ status, headers }: HttpAnswer): number | undefined => {
  const text = firstOf(headers['retry-after'])?.trim()
  if (text === undefined || !STATUSES.has(status)) return undefined
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - timeOf(headers)
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), MAX_MS)
}

/** By the server's own clock, which its dates go by. */
const timeOf = ({ date }: HttpHeaders): number => Date.parse(firstOf(date) ?? '') || Date.now()

const firstOf = (header: HttpHeaders[string] | undefined): string | undefined =>
  typeof header === 'string' ? header : header?.[0]
