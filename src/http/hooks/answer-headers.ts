import type { Clock } from '../../lib/time/clock.ts'
import { type AnswerHeaders, serverTiming } from '../response/answer.ts'
import { securityHeaders } from '../response/security-headers.ts'
import { cameAt } from '../server/concurrency-limiter.ts'
import type { Stage } from './stages.ts'

const varyOf = (own: string | null, usual: string | undefined): string =>
  [...new Set([own, usual].flatMap((names) => names?.split(/\s*,\s*/) ?? []))].join(', ')

/** Adds what is missing to an answer that was not made of them. */
const complete = (headers: Headers, usual: Readonly<AnswerHeaders>): void => {
  for (const [name, value] of Object.entries(usual)) if (!headers.has(name)) headers.set(name, value)
  headers.set('Vary', varyOf(headers.get('Vary'), usual.Vary))
}

/**
 * Begins the headers that every answer has, `Server-Timing` among them, and sees that it gets them, whoever makes it:
 * error answers, files, streams of events. It is the outermost stage of those that put something there.
 */
export const answerHeaders =
  (clock: Pick<Clock, 'now'>): Stage =>
  (c) => {
    const startedAt = cameAt(c.env?.incoming) ?? clock.now()
    const elapsed = () => clock.now() - startedAt
    c.set('elapsed', elapsed)
    c.set('answerHeaders', { ...securityHeaders })
    return () => {
      if (c.res === c.get('answer')?.response) return
      complete(c.res.headers, { ...c.get('answerHeaders'), 'Server-Timing': serverTiming(elapsed) })
    }
  }
