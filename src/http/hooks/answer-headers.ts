import type { Clock } from '../../lib/time/clock.ts'
import { type AnswerHeaders, serverTiming } from '../response/answer.ts'
import { securityHeaders } from '../response/security-headers.ts'
import { queuedAt } from '../server/concurrency-limiter.ts'
import type { RequestHook } from './request-hook.ts'

const mergeVary = (own: string | null, common: string | undefined): string =>
  [...new Set([own, common].flatMap((names) => names?.split(/\s*,\s*/) ?? []))].join(', ')

/** Adds the common headers to a response that was made without them. */
const addMissing = (headers: Headers, common: Readonly<AnswerHeaders>): void => {
  for (const [name, value] of Object.entries(common)) if (!headers.has(name)) headers.set(name, value)
  headers.set('Vary', mergeVary(headers.get('Vary'), common.Vary))
}

/**
 * Starts the record of headers that every answer gets, `Server-Timing` among them, including error answers, files and
 * event streams. Hooks that add to the record must come after this one.
 */
export const answerHeaders =
  (clock: Pick<Clock, 'now'>): RequestHook =>
  (c) => {
    const startedAt = queuedAt(c.env?.incoming) ?? clock.now()
    const elapsed = () => clock.now() - startedAt
    c.set('elapsed', elapsed)
    c.set('answerHeaders', { ...securityHeaders })
    return () => {
      if (c.res === c.get('answer')?.response) return
      addMissing(c.res.headers, { ...c.get('answerHeaders'), 'Server-Timing': serverTiming(elapsed) })
    }
  }
