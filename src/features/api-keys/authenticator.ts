import type { Leadership } from '../../domain/leadership.ts'
import { SCOPES, type Scope, withImplied } from '../../domain/scopes.ts'
import { ReadCache } from '../../lib/store/read-cache.ts'
import { type Clock, isoTime } from '../../lib/time/clock.ts'
import type { ApiKeyRepository, StoredApiKey } from './repository.ts'
import { areSame, hashOf, isSecret } from './secret.ts'

export interface AuthenticatorOptions {
  readonly repository: ApiKeyRepository
  readonly clock: Pick<Clock, 'now'>
  /** When a key is demanded: of nobody, once there is or was one, or of everybody from the start. */
  readonly demand: 'never' | 'once_made' | 'always'
  /** Opens everything for who can read it where this process has left it for its operator. */
  readonly operatorToken: string
  readonly leadership: Leadership
}

/** Who a secret belongs to, and what that one may do. */
interface Owner {
  readonly id: string
  readonly scopes: ReadonlySet<Scope>
}

interface KnownKey {
  readonly owner: Owner
  readonly hash: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
  usedAt: number
}

const MOST_KNOWN = 10_000
const USE_NOTED_EVERY_MS = 60_000

const OPERATOR: Owner = { id: 'operator', scopes: new Set(SCOPES) }

/** Tells who is calling. A key that was seen before costs a hash and no statement. */
export class Authenticator {
  readonly #options: AuthenticatorOptions
  readonly #operatorHash: string
  readonly #known: ReadCache<string, KnownKey | undefined>
  readonly #made: ReadCache<'made', { readonly isAny: boolean }>

  constructor(options: AuthenticatorOptions) {
    this.#options = options
    this.#operatorHash = hashOf(options.operatorToken)
    const { repository, leadership } = options
    const mayKeep = () => leadership.isLeader
    this.#known = new ReadCache({ max: MOST_KNOWN, load: (hash) => this.#load(hash), mayKeep })
    this.#made = new ReadCache({ max: 1, load: async () => ({ isAny: await repository.hasAny() }), mayKeep })
  }

  /** Whether who has no key is refused. A key that was revoked or has expired opens nothing again. */
  demandsKey(): boolean | Promise<boolean> {
    const { demand } = this.#options
    if (demand !== 'once_made') return demand === 'always'
    return this.#made.peek('made')?.isAny ?? this.#made.get('made').then(({ isAny }) => isAny)
  }

  /** The owner, if that can be told without the database. */
  recall(secret: string): Owner | undefined {
    const hash = hashOf(secret)
    if (areSame(hash, this.#operatorHash)) return OPERATOR
    return this.#ownerOf(this.#known.peek(hash), hash)
  }

  /** The owner; none of what is no key, or was revoked, or has expired. */
  async verify(secret: string): Promise<Owner | undefined> {
    if (!isSecret(secret)) return undefined
    const hash = hashOf(secret)
    return this.#ownerOf(await this.#known.get(hash), hash)
  }

  /** A key was made or revoked. */
  forget(hash: string): void {
    this.#known.forget(hash)
    this.#made.forget('made')
  }

  #ownerOf(key: KnownKey | undefined, hash: string): Owner | undefined {
    const now = this.#options.clock.now()
    if (!key || !areSame(key.hash, hash) || key.expiresAt <= now) return undefined
    this.#noteUse(key, now)
    return key.owner
  }

  #noteUse(key: KnownKey, now: number): void {
    const { repository, leadership } = this.#options
    if (now - key.usedAt < USE_NOTED_EVERY_MS || !leadership.isLeader) return
    key.usedAt = now
    // A request does not fail because it cannot be told that it was made.
    repository.markUsed({ id: key.owner.id, at: isoTime(now) }).catch(() => undefined)
  }

  async #load(hash: string): Promise<KnownKey | undefined> {
    const row = await this.#options.repository.findByHash(hash)
    return row && toKnownKey(row)
  }
}

const toKnownKey = ({ id, hash, scopes, expires_at, last_used_at }: StoredApiKey): KnownKey => ({
  owner: { id, scopes: withImplied(scopes) },
  hash,
  expiresAt: expires_at === null ? Number.POSITIVE_INFINITY : Date.parse(expires_at),
  usedAt: last_used_at === null ? Number.NEGATIVE_INFINITY : Date.parse(last_used_at),
})
