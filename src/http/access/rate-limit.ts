import type { Context } from 'hono'
import { AppError } from '../../domain/errors.ts'
import { TokenBuckets } from '../../lib/store/token-buckets.ts'
import type { Clock } from '../../lib/time/clock.ts'
import type { AppEnv } from '../env.ts'
import { addTo } from '../response/answer.ts'

export interface RateLimitOptions {
  /** As it stands in the headers. */
  readonly name: string
  /** 0 for no limit. */
  readonly perSecond: number
  readonly clock: Pick<Clock, 'now'>
}

/** Counts something for a caller and says in the answer's headers how much is left. */
export type Charge = (c: Context<AppEnv>, caller: string, cost?: number) => void

const wholeSeconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1000))

export const rateLimited = (waitMs: number): AppError =>
  new AppError('RATE_LIMITED', { headers: { 'Retry-After': String(wholeSeconds(waitMs)) } })

/** Throws `RATE_LIMITED` when a caller comes too often. The headers are those of draft-ietf-httpapi-ratelimit-headers. */
export const createCharge = ({ name, perSecond, clock }: RateLimitOptions): Charge => {
  if (perSecond === 0) return () => undefined
  const buckets = new TokenBuckets({ perSecond, clock })
  return (c, caller, cost) => {
    const { isGranted, left, waitMs, fullMs } = buckets.take(caller, cost)
    const headers = c.get('answerHeaders')
    addTo(headers, 'RateLimit-Policy', `"${name}";q=${perSecond};w=1`)
    addTo(headers, 'RateLimit', `"${name}";r=${left};t=${wholeSeconds(fullMs)}`)
    if (!isGranted) throw rateLimited(waitMs)
  }
}
