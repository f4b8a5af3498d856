import { type Leadership, mayCache } from '../../domain/leadership.ts'
import { SCOPES, type Scope, withImplied } from '../../domain/scopes.ts'
import { ReadCache } from '../../lib/store/read-cache.ts'
import { tokenHash } from '../../lib/store/token-hash.ts'
import { type Clock, isoTime } from '../../lib/time/clock.ts'
import type { ApiKeyRepository, StoredApiKey } from './repository.ts'
import { areEqual, isSecret } from './secret.ts'

export interface AuthenticatorOptions {
  readonly repository: ApiKeyRepository
  readonly clock: Pick<Clock, 'now'>
  /** Whether callers need a key: never, as soon as one was created, or always. */
  readonly demand: 'never' | 'once_created' | 'always'
  /** Grants all scopes to the operator, who can read it where this process has stored it. */
  readonly operatorToken: string
  readonly leadership: Leadership
}

/** The owner of a secret and its scopes. */
export interface Owner {
  readonly id: string
  readonly scopes: ReadonlySet<Scope>
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
  /** The id of the session, for a session. */
  readonly session?: string
}

interface KnownKey {
  readonly owner: Owner
  readonly hash: string
  usedAt: number
}

const MAX_CACHED_KEYS = 10_000
const USE_RECORDED_EVERY_MS = 60_000

const OPERATOR: Owner = {
  id: 'operator',
  scopes: new Set(SCOPES),
  expiresAt: Number.POSITIVE_INFINITY,
}

/** Identifies callers by their keys. A cached key costs a hash but no SQL statement. */
export class Authenticator {
  readonly #options: AuthenticatorOptions
  readonly #operatorHash: string
  readonly #known: ReadCache<string, KnownKey | undefined>
  readonly #existence: ReadCache<'any', { readonly hasAny: boolean }>

  constructor(options: AuthenticatorOptions) {
    this.#options = options
    this.#operatorHash = tokenHash(options.operatorToken)
    const { repository, leadership } = options
    const mayKeep = () => mayCache(leadership)
    this.#known = new ReadCache({ max: MAX_CACHED_KEYS, load: (hash) => this.#load(hash), mayKeep })
    this.#existence = new ReadCache({
      max: 1,
      load: async () => ({ hasAny: await repository.hasAny() }),
      mayKeep,
    })
  }

  /** Whether callers without a key are refused. That stays so when all keys are revoked or have expired. */
  demandsKey(): boolean | Promise<boolean> {
    const { demand } = this.#options
    if (demand !== 'once_created') return demand === 'always'
    return this.#existence.peek('any')?.hasAny ?? this.#existence.get('any').then(({ hasAny }) => hasAny)
  }

  /** The owner of a secret, if it is cached. */
  recall(secret: string): Owner | undefined {
    const hash = tokenHash(secret)
    if (areEqual(hash, this.#operatorHash)) return OPERATOR
    return this.#ownerOf(this.#known.peek(hash), hash)
  }

  /** The owner of a secret; `undefined` for an unknown, revoked or expired key. */
  async verify(secret: string): Promise<Owner | undefined> {
    if (!isSecret(secret)) return undefined
    const hash = tokenHash(secret)
    return this.#ownerOf(await this.#known.get(hash), hash)
  }

  /** Must be called when a key was created or revoked. */
  forget(hash: string): void {
    this.#known.forget(hash)
    this.#existence.forget('any')
  }

  #ownerOf(key: KnownKey | undefined, hash: string): Owner | undefined {
    const now = this.#options.clock.now()
    if (!key || !areEqual(key.hash, hash) || key.owner.expiresAt <= now) return undefined
    this.#recordUse(key, now)
    return key.owner
  }

  #recordUse(key: KnownKey, now: number): void {
    const { repository, leadership } = this.#options
    if (now - key.usedAt < USE_RECORDED_EVERY_MS || !leadership.isLeader) return
    key.usedAt = now
    // A request must not fail only because its time cannot be stored.
    repository.markUsed({ id: key.owner.id, at: isoTime(now) }).catch(() => undefined)
  }

  async #load(hash: string): Promise<KnownKey | undefined> {
    const row = await this.#options.repository.findByHash(hash)
    return row && toKnownKey(row)
  }
}

// Sessions share the limits and fair shares of their key.
const toKnownKey = ({ id, hash, scopes, expires_at, last_used_at, parent_id }: StoredApiKey): KnownKey => ({
  owner: {
    id: parent_id ?? id,
    ...(parent_id !== null && { session: id }),
    scopes: withImplied(scopes),
    expiresAt: expires_at === null ? Number.POSITIVE_INFINITY : Date.parse(expires_at),
  },
  hash,
  usedAt: last_used_at === null ? Number.NEGATIVE_INFINITY : Date.parse(last_used_at),
})
