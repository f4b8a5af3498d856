import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { AppError, rateLimited } from '../../domain/errors.ts'
import { SCOPES } from '../../domain/scopes.ts'
import type { SharedBudget } from '../../lib/async/byte-budget.ts'
import { type MaybePromise, mapMaybePromise } from '../../lib/async/maybe-promise.ts'
import { networkOf } from '../../lib/net/network.ts'
import { TokenBuckets } from '../../lib/store/token-buckets.ts'
import type { Clock } from '../../lib/time/clock.ts'
import { MemoryClaim } from '../access/caller-memory.ts'
import { createLocalCheck, type LocalCallerOptions } from '../access/local-caller.ts'
import type { Authenticator, Principal } from '../access/principal.ts'
import { createCharge } from '../access/rate-limit.ts'
import type { Access, Docs } from '../access/route-access.ts'
import type { AppEnv } from '../env.ts'
import { headerOf } from '../request/header.ts'

export interface GuardConfig extends LocalCallerOptions {
  readonly docs: Docs
  /** Per second; 0 for no limit. */
  readonly rateLimit: number
  /** Per second; 0 for no limit. */
  readonly executionRateLimit: number
}

export interface GuardOptions {
  readonly config: GuardConfig
  readonly authenticator: Authenticator
  readonly clock: Pick<Clock, 'now'>
  readonly memory: SharedBudget
}

const ANONYMOUS: Principal = { scopes: new Set(SCOPES) }

// Limits guessing per network. A correct key is always accepted, or guessing would lock out everyone who shares the
// address.
const FAILED_LOOKUPS = { perSecond: 10, burst: 100 }

/** The key from either of the two headers. */
const secretOf = (c: Context): string | undefined =>
  /^Bearer +(.*)$/i.exec(headerOf(c, 'authorization') ?? '')?.[1] ?? headerOf(c, 'x-api-key')

const unauthorized = (isWrong: boolean): AppError =>
  new AppError('UNAUTHORIZED', {
    headers: { 'WWW-Authenticate': `Bearer realm="scriptd"${isWrong ? ', error="invalid_token"' : ''}` },
  })

/** @throws AppError `UNAUTHORIZED` or `FORBIDDEN` */
const authorize = (access: Access, principal: Principal | undefined): void => {
  if (typeof access === 'string') return
  if (!principal) throw unauthorized(false)
  const scope = access.find((each) => !principal.scopes.has(each))
  if (scope === undefined) return
  const scopes = access.join(' ')
  throw new AppError('FORBIDDEN', {
    values: { scope },
    headers: { 'WWW-Authenticate': `Bearer realm="scriptd", error="insufficient_scope", scope="${scopes}"` },
  })
}

/**
 * Refuses callers without the access that the route requires. It must run before anything reads the request body, so
 * that strangers cannot make the server do work.
 */
export const guard = (accessOf: (c: Context<AppEnv>) => Access, options: GuardOptions) => {
  const { config, authenticator, clock, memory } = options
  const checkLocal = createLocalCheck(config)
  const failedLookups = new TokenBuckets({ ...FAILED_LOOKUPS, clock })
  const chargeRequest = createCharge({
    name: 'requests',
    setting: 'RATE_LIMIT',
    perSecond: config.rateLimit,
    clock,
  })
  const chargeExecutions = createCharge({
    name: 'executions',
    setting: 'EXECUTION_RATE_LIMIT',
    perSecond: config.executionRateLimit,
    clock,
  })

  const verify = async (secret: string, address: string): Promise<Principal> => {
    const principal = await authenticator.verify(secret)
    if (principal) return principal
    const taken = failedLookups.take(address)
    throw taken.isGranted ? unauthorized(true) : rateLimited('invalid API keys', taken)
  }

  const identify = (
    c: Context<AppEnv>,
    access: Access,
    address: string,
  ): MaybePromise<Principal | undefined> => {
    if (access === 'probe') return undefined
    const secret = secretOf(c)
    const cached = secret === undefined ? undefined : authenticator.recall(secret)
    if (cached) return cached
    return mapMaybePromise(authenticator.demandsKey(), (isDemanded) => {
      if (isDemanded) return secret === undefined || access === 'public' ? undefined : verify(secret, address)
      checkLocal(c)
      return ANONYMOUS
    })
  }

  return createMiddleware<AppEnv>(async function guard(c, next) {
    const access = accessOf(c)
    const address = networkOf(c.get('clientIp') ?? 'local')
    const found = identify(c, access, address)
    const principal = found instanceof Promise ? await found : found
    const caller = principal?.id ?? address
    c.set('principal', principal)
    c.set('caller', caller)
    c.set('claimMemory', () => new MemoryClaim(memory, caller))
    c.set('admitExecutions', (count) => chargeExecutions(c, caller, count))
    if (access !== 'probe') chargeRequest(c, caller)
    authorize(access, principal)
    await next()
  })
}
