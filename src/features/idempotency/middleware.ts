import { hash } from 'node:crypto'
import type { Context, Next } from 'hono'
import { createMiddleware } from 'hono/factory'
import { AppError, validationFailed } from '../../domain/errors.ts'
import type { Principal } from '../../http/access/principal.ts'
import type { AppEnv } from '../../http/env.ts'
import { headerOf } from '../../http/request/header.ts'
import { type Answer, jsonText } from '../../http/response/answer.ts'
import type { NextId } from '../../lib/store/ids.ts'
import type { Clock } from '../../lib/time/clock.ts'
import type { IdempotencyRepository } from './repository.ts'
import type { StoredAnswer } from './statements.ts'

export interface IdempotencyOptions {
  readonly repository: IdempotencyRepository
  readonly clock: Clock
  readonly nextId: NextId
}

interface InFlight {
  readonly fingerprint: string
  /** What it was answered; nothing when that is not to be repeated. */
  readonly answer: Promise<StoredAnswer | undefined>
}

const KEPT_HEADERS: ReadonlySet<string> = new Set(['Content-Type', 'Location', 'ETag', 'Preference-Applied'])

/**
 * A POST that carries an `Idempotency-Key` is carried out once: its repetitions within a day get the first
 * answer, also those that come while the first is under way. Only success is repeated: a request that was refused
 * leaves the key free, and so does one whose answer must not be stored; one that the server failed at is carried out
 * again, under the id that it had. The same key with another request is refused with `IDEMPOTENCY_KEY_REUSED`.
 * Every caller has keys of its own.
 */
export const idempotency = (options: IdempotencyOptions) => {
  const inFlight = new Map<string, InFlight>()

  const once = async (c: Context<AppEnv>, next: Next, given: string) => {
    checkKey(given)
    const key = ownKey(given, c.get('principal'))
    const fingerprint = await fingerprintOf(c)

    for (let other = inFlight.get(key); other; other = inFlight.get(key)) {
      checkSame(fingerprint, other.fingerprint)
      const answer = await other.answer
      if (answer) return replay(c, answer)
    }
    const { promise, resolve } = Promise.withResolvers<StoredAnswer | undefined>()
    inFlight.set(key, { fingerprint, answer: promise })
    try {
      const answer = await carryOut(c, next, { key, fingerprint, ...options })
      resolve(answer)
    } finally {
      inFlight.delete(key)
      resolve(undefined)
    }
  }

  return createMiddleware<AppEnv>(function idempotency(c, next) {
    const given = headerOf(c, 'idempotency-key')
    return given === undefined ? next() : once(c, next, given)
  })
}

interface Attempt extends IdempotencyOptions {
  readonly key: string
  readonly fingerprint: string
}

const carryOut = async (
  c: Context<AppEnv>,
  next: () => Promise<void>,
  { key, fingerprint, repository, clock, nextId }: Attempt,
): Promise<StoredAnswer | undefined> => {
  const now = clock.now()
  const resourceId = nextId(now)
  const claim = await repository.claim({ key, fingerprint, resourceId, now })
  checkSame(fingerprint, claim.fingerprint)
  if (claim.answer) {
    replay(c, claim.answer)
    return claim.answer
  }
  c.set('resourceId', claim.resourceId)
  c.set('isRepeated', claim.resourceId !== resourceId)
  await next()
  // After a failure of the server something may have been begun: only the same request may follow, with the same id.
  if (c.res.status >= 500) return undefined
  const answer = toStored(c.get('answer'))
  if (answer) await repository.keep(key, answer)
  else await repository.release(key)
  return answer
}

const fingerprintOf = async ({ req }: Context): Promise<string> => {
  const { pathname, search } = new URL(req.url)
  return hash('sha256', `${req.method} ${pathname}${search}\n${await req.text()}`, 'base64url')
}

/** A caller neither meets the keys of another nor learns of them; what is given has no space in it. */
const ownKey = (given: string, principal: Principal | undefined): string =>
  principal?.id === undefined ? given : `${principal.id} ${given}`

const checkKey = (key: string) => {
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return
  throw validationFailed([{ path: 'header.idempotency-key', code: 'invalid_idempotency_key' }])
}

const checkSame = (own: string, other: string) => {
  if (own !== other) throw new AppError('IDEMPOTENCY_KEY_REUSED')
}

/** What of an answer may be given again. */
const toStored = (answer: Answer | undefined): StoredAnswer | undefined => {
  if (!answer?.response.ok || answer.text === null || answer.headers['Cache-Control'] === 'no-store') {
    return undefined
  }
  return { status: answer.response.status, headers: keptHeaders(answer.headers), body: answer.text }
}

const keptHeaders = (headers: Answer['headers']): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => KEPT_HEADERS.has(name)))

const replay = (c: Context, { status, headers, body }: StoredAnswer) => {
  c.res = jsonText(c, body, status, { ...headers, 'Idempotency-Replayed': 'true' })
}
