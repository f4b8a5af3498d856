import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { AppError } from '../../domain/errors.ts'
import { SCOPES } from '../../domain/scopes.ts'
import { type MaybePromise, mapMaybePromise } from '../../lib/async/maybe-promise.ts'
import { networkOf } from '../../lib/net/network.ts'
import { TokenBuckets } from '../../lib/store/token-buckets.ts'
import type { Clock } from '../../lib/time/clock.ts'
import { createLocalCheck, type LocalCallerOptions } from '../access/local-caller.ts'
import type { Authenticator, Principal } from '../access/principal.ts'
import { createCharge, rateLimited } from '../access/rate-limit.ts'
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
}

const ANYBODY: Principal = { scopes: new Set(SCOPES) }

// More wrong keys than this are not looked up; a known one is accepted all the same.
const WRONG_KEYS = { perSecond: 10, burst: 100 }

/** The key as it was sent, in either of the two headers. */
const secretOf = (c: Context): string | undefined =>
  /^Bearer +(.*)$/i.exec(headerOf(c, 'authorization') ?? '')?.[1] ?? headerOf(c, 'x-api-key')

const unauthorized = (isWrong: boolean): AppError =>
  new AppError('UNAUTHORIZED', {
    headers: { 'WWW-Authenticate': `Bearer realm="scriptd"${isWrong ? ', error="invalid_token"' : ''}` },
  })

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

/** Lets through who may call. It stands before everything that reads a request's body. */
export const guard = (accessOf: (c: Context<AppEnv>) => Access, options: GuardOptions) => {
  const { config, authenticator, clock } = options
  const checkLocal = createLocalCheck(config)
  const wrongKeys = new TokenBuckets({ ...WRONG_KEYS, clock })
  const chargeRequest = createCharge({ name: 'requests', perSecond: config.rateLimit, clock })
  const chargeExecutions = createCharge({ name: 'executions', perSecond: config.executionRateLimit, clock })

  const verify = async (secret: string, address: string): Promise<Principal> => {
    // While it is looked up a key counts as a wrong one, so that many at once do not slip through.
    const { isGranted, waitMs } = wrongKeys.take(address)
    if (!isGranted) throw rateLimited(waitMs)
    const principal = await authenticator.verify(secret).finally(() => wrongKeys.giveBack(address))
    if (principal) return principal
    wrongKeys.take(address)
    throw unauthorized(true)
  }

  const whoCalls = (
    c: Context<AppEnv>,
    access: Access,
    address: string,
  ): MaybePromise<Principal | undefined> => {
    if (access === 'probe') return undefined
    const secret = secretOf(c)
    const known = secret === undefined ? undefined : authenticator.recall(secret)
    if (known) return known
    return mapMaybePromise(authenticator.demandsKey(), (isDemanded) => {
      if (isDemanded) return secret === undefined || access === 'public' ? undefined : verify(secret, address)
      checkLocal(c)
      return ANYBODY
    })
  }

  return createMiddleware<AppEnv>(async function guard(c, next) {
    const access = accessOf(c)
    const address = networkOf(c.get('clientIp') ?? 'local')
    const found = whoCalls(c, access, address)
    const principal = found instanceof Promise ? await found : found
    const caller = principal?.id ?? address
    c.set('principal', principal)
    c.set('caller', caller)
    c.set('admitExecutions', (count) => chargeExecutions(c, caller, count))
    if (access !== 'probe') chargeRequest(c, caller)
    authorize(access, principal)
    await next()
  })
}
