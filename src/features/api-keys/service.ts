import type { Page } from '../../domain/cursor.ts'
import { AppError, validationFailed } from '../../domain/errors.ts'
import type { NextId } from '../../lib/store/ids.ts'
import { tokenHash } from '../../lib/store/token-hash.ts'
import { type Clock, isoTime } from '../../lib/time/clock.ts'
import type { Authenticator } from './authenticator.ts'
import type { ApiKeyRepository, StoredApiKey } from './repository.ts'
import type { ApiKey, ApiKeyQuery, CreatedApiKey, NewApiKey } from './schema.ts'
import { createSecret, prefixOf } from './secret.ts'

export interface ApiKeyServiceOptions {
  readonly repository: ApiKeyRepository
  readonly authenticator: Authenticator
  readonly clock: Clock
  readonly nextId: NextId
  /** Called after a revocation, to end what the owner still has open. */
  onRevoked(id: string): void
}

// A time zone can move a time of the year 9999 into the year 10000, which ISO-8601 writes differently.
const MAX_EXPIRY_MS = Date.UTC(9999, 11, 31)

/** Creates, lists and revokes keys. */
export class ApiKeyService {
  readonly #options: ApiKeyServiceOptions

  constructor(options: ApiKeyServiceOptions) {
    this.#options = options
  }

  /** Returns the key itself, which is not stored. @throws AppError `VALIDATION_FAILED` for an expiry in the past */
  async create({ name, scopes, expires_at }: NewApiKey): Promise<CreatedApiKey> {
    const { repository, authenticator, clock, nextId } = this.#options
    const now = clock.now()
    const expiresAt = expires_at ? Math.min(Date.parse(expires_at), MAX_EXPIRY_MS) : null
    if (expiresAt !== null && expiresAt <= now) {
      throw validationFailed([{ path: 'expires_at', code: 'in_the_past' }])
    }
    const key = createSecret()
    const row = {
      id: nextId(now),
      name,
      prefix: prefixOf(key),
      created_at: isoTime(now),
      expires_at: expiresAt === null ? null : isoTime(expiresAt),
    }
    const hash = tokenHash(key)
    await repository
      .insert({ ...row, hash, scopes: JSON.stringify(scopes) })
      .finally(() => authenticator.forget(hash))
    return { ...row, scopes, last_used_at: null, revoked_at: null, parent_id: null, key }
  }

  list({ cursor, limit }: ApiKeyQuery): Promise<Page> {
    return this.#options.repository.page({ after: cursor, limit })
  }

  /** @throws AppError `API_KEY_NOT_FOUND` */
  async get(id: string): Promise<ApiKey> {
    const { hash, ...key } = await this.#load(id)
    return key
  }

  /** Refuses the key and its sessions from now on. @throws AppError `API_KEY_NOT_FOUND` */
  async revoke(id: string): Promise<ApiKey> {
    const { repository, authenticator, clock, onRevoked } = this.#options
    await this.#load(id)
    await repository.revoke({ id, at: isoTime(clock.now()) }).finally(async () => {
      for (const hash of await repository.hashesOf(id)) authenticator.forget(hash)
    })
    onRevoked(id)
    return this.get(id)
  }

  async #load(id: string): Promise<StoredApiKey> {
    const found = await this.#options.repository.find(id)
    if (!found) throw new AppError('API_KEY_NOT_FOUND', { values: { id } })
    return found
  }
}
