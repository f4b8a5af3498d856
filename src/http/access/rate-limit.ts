import type { Context } from 'hono'
import { rateLimited } from '../../domain/errors.ts'
import { TokenBuckets } from '../../lib/store/token-buckets.ts'
import type { Clock } from '../../lib/time/clock.ts'
import { wholeSeconds } from '../../lib/time/whole-seconds.ts'
import type { AppEnv } from '../env.ts'
import { addTo } from '../response/answer.ts'

export interface RateLimitOptions {
  /** The name of the policy in the headers. */
  readonly name: string
  /** The setting of `perSecond`. */
  readonly setting: string
  /** 0 for no limit. */
  readonly perSecond: number
  readonly clock: Pick<Clock, 'now'>
}

/** Takes `cost` tokens, by default one, from the caller's bucket and reports the rest in the answer's headers. */
export type Charge = (c: Context<AppEnv>, caller: string, cost?: number) => void

/**
 * Limits a caller's rate. The headers follow draft-ietf-httpapi-ratelimit-headers.
 * @throws AppError `RATE_LIMITED`, from the charge
 */
export const createCharge = ({ name, setting, perSecond, clock }: RateLimitOptions): Charge => {
  if (perSecond === 0) return () => undefined
  const buckets = new TokenBuckets({ perSecond, clock })
  return (c, caller, cost) => {
    const taken = buckets.take(caller, cost)
    const headers = c.get('answerHeaders')
    addTo(headers, 'RateLimit-Policy', `"${name}";q=${perSecond};w=1`)
    addTo(headers, 'RateLimit', `"${name}";r=${taken.left};t=${wholeSeconds(taken.fullMs)}`)
    if (!taken.isGranted) throw rateLimited(setting, taken)
  }
}
