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
  /** Whether other hosts may be carrying out a request with the same key. */
  readonly isShared: boolean
}

interface InFlight {
  readonly fingerprint: string
  /** `undefined` for an answer that must not be repeated. */
  readonly answer: Promise<StoredAnswer | undefined>
}

const KEPT_HEADERS: ReadonlySet<string> = new Set([
  'Content-Type',
  'Content-Language',
  'Location',
  'ETag',
  'Preference-Applied',
])

/**
 * Carries out a POST with an `Idempotency-Key` only once. Repetitions within a day get the first answer, even those that
 * arrive before it is complete. Only successful answers are repeated: a refused request, or one whose answer must not
 * be stored, releases the key; after an error of the server the request is carried out again under the same id. The
 * same key with a different request is refused with `IDEMPOTENCY_KEY_REUSED`, and a request whose answer was deleted to
 * free space with `IDEMPOTENCY_ANSWER_DELETED`. Each caller has its own keys.
 */
export const idempotency = (options: IdempotencyOptions) => {
  const inFlight = new Map<string, InFlight>()

  const once = async (c: Context<AppEnv>, next: Next, given: string) => {
    checkKey(given)
    const key = ownKey(given, c.get('principal'))
    const fingerprint = await fingerprintOf(c)

    for (let other = inFlight.get(key); other; other = inFlight.get(key)) {
      checkFingerprint(fingerprint, other.fingerprint)
      const answer = await other.answer
      if (answer) return replay(c, answer)
    }
    const { promise, resolve } = Promise.withResolvers<StoredAnswer | undefined>()
    inFlight.set(key, { fingerprint, answer: promise })
    const end = (answer?: StoredAnswer) => {
      inFlight.delete(key)
      resolve(answer)
    }
    try {
      const { answer, stored } = await handleOnce(c, next, { key, fingerprint, ...options })
      // Others are given the answer from here until it can be read, or its resource be found.
      void stored.then(
        () => end(answer),
        () => end(answer),
      )
    } catch (error) {
      end()
      throw error
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

interface Handled {
  /** None when it must not be repeated. */
  readonly answer?: StoredAnswer
  /** Settles when the answer is stored, or is known not to be. */
  readonly stored: Promise<void>
}

const DONE = Promise.resolve()

/** How long another host has for its answer, before it is taken for dead. */
const PATIENCE_MS = 5000
const POLL_MS = 100

/** Claims the key; waits for the answer of a host that has claimed it before. */
const claimKey = async ({ key, fingerprint, repository, clock, nextId, isShared }: Attempt) => {
  const now = clock.now()
  const resourceId = nextId(now)
  for (;;) {
    const claim = await repository.claim({ key, fingerprint, resourceId, now })
    checkFingerprint(fingerprint, claim.fingerprint)
    const isOwn = claim.resourceId === resourceId
    const isOpen = !isOwn && !claim.answer && !claim.isForgotten
    if (!isShared || !isOpen || clock.now() > now + PATIENCE_MS) return { claim, isOwn }
    await clock.sleep(POLL_MS)
  }
}

const handleOnce = async (
  c: Context<AppEnv>,
  next: () => Promise<void>,
  attempt: Attempt,
): Promise<Handled> => {
  const { key, repository } = attempt
  const { claim, isOwn } = await claimKey(attempt)
  if (claim.isForgotten) throw new AppError('IDEMPOTENCY_ANSWER_DELETED')
  if (claim.answer) {
    replay(c, claim.answer)
    return { answer: claim.answer, stored: DONE }
  }
  c.set('resourceId', claim.resourceId)
  c.set('isRepeated', !isOwn)
  await next()
  // A failed request may have had effects, so the key stays reserved for the same request under the same id.
  if (c.res.status >= 500) return { stored: DONE }
  // Repeating the request under the same id shows the same resource, however large it is.
  if (c.get('answer')?.body instanceof ReadableStream) return { stored: DONE }
  const answer = toStored(c.get('answer'))
  if (!answer) {
    await repository.release(key)
    return { stored: DONE }
  }
  const stored = repository.keep(key, answer).catch((error: unknown) => {
    // Repeated, the request is carried out under the same id again, as one with an answer that is sent in parts.
    if (!(error instanceof AppError && error.code === 'ROW_TOO_LARGE')) throw error
  })
  // What can be found by its id is found even if this process dies now.
  if (!c.get('isFoundById')) await stored
  return { answer, stored }
}

const fingerprintOf = async ({ req }: Context): Promise<string> => {
  const { pathname, search } = new URL(req.url)
  return hash('sha256', `${req.method} ${pathname}${search}\n${await req.text()}`, 'base64url')
}

/** Separates the keys of different callers. The space is unambiguous, because no key contains one. */
const ownKey = (given: string, principal: Principal | undefined): string =>
  principal?.id === undefined ? given : `${principal.id} ${given}`

const checkKey = (key: string) => {
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return
  throw validationFailed([{ path: 'header.idempotency-key', code: 'invalid_idempotency_key' }])
}

const checkFingerprint = (own: string, other: string) => {
  if (own !== other) throw new AppError('IDEMPOTENCY_KEY_REUSED')
}

/** The repeatable part of an answer. */
const toStored = (answer: Answer | undefined): StoredAnswer | undefined => {
  if (
    !answer?.response.ok ||
    typeof answer.body !== 'string' ||
    answer.headers['Cache-Control'] === 'no-store'
  ) {
    return undefined
  }
  return { status: answer.response.status, headers: keptHeaders(answer.headers), body: answer.body }
}

const keptHeaders = (headers: Answer['headers']): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => KEPT_HEADERS.has(name)))

const replay = (c: Context, { status, headers, body }: StoredAnswer) => {
  c.res = jsonText(c, body, status, { ...headers, 'Idempotency-Replayed': 'true' })
}
