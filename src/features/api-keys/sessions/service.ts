import { AppError } from '../../../domain/errors.ts'
import { SCOPES } from '../../../domain/scopes.ts'
import type { NextId } from '../../../lib/store/ids.ts'
import { tokenHash } from '../../../lib/store/token-hash.ts'
import { type Clock, isoTime } from '../../../lib/time/clock.ts'
import type { Authenticator, Owner } from '../authenticator.ts'
import type { ApiKeyRepository, StoredApiKey } from '../repository.ts'
import { createSecret, prefixOf } from '../secret.ts'
import type { NewSession, OpenedSession, Session } from './schema.ts'

export interface SessionServiceOptions {
  readonly repository: ApiKeyRepository
  readonly authenticator: Authenticator
  readonly clock: Clock
  readonly nextId: NextId
}

/** Who sent a request; without a key, where none is required, only the scopes are known. */
type Caller = Pick<Owner, 'scopes'> & Partial<Owner>

// One more login ends the oldest session, so that a key cannot fill the table.
const MOST_SESSIONS = 100

/**
 * Exchanges API keys for session keys, which expire within hours, so that a page may store them where an API key should
 * not be.
 */
export class SessionService {
  readonly #options: SessionServiceOptions

  constructor(options: SessionServiceOptions) {
    this.#options = options
  }

  /** Who is calling. */
  async show(caller: Caller | undefined): Promise<Session> {
    return toSession(caller, await this.#keyOf(caller))
  }

  /**
   * Opens a session, which has no more scopes than the caller, ends before the caller's key or session does, and with it.
   * @throws AppError `SESSION_WITHOUT_KEY`, `FORBIDDEN` for a scope that the caller does not have
   */
  async open(caller: Caller | undefined, { duration_ms, scopes }: NewSession): Promise<OpenedSession> {
    const { repository, authenticator, clock, nextId } = this.#options
    const parent = await this.#keyOf(caller)
    if (!parent || !caller) throw new AppError('SESSION_WITHOUT_KEY')
    const granted = scopes ?? SCOPES.filter((each) => caller.scopes.has(each))
    const scope = granted.find((each) => !caller.scopes.has(each))
    if (scope !== undefined) throw new AppError('FORBIDDEN', { values: { scope } })
    const now = clock.now()
    const expiresAt = Math.min(now + duration_ms, caller.expiresAt ?? Number.POSITIVE_INFINITY)
    const key = createSecret()
    const session = {
      id: nextId(now),
      name: parent.name,
      hash: tokenHash(key),
      prefix: prefixOf(key),
      scopes: JSON.stringify(granted),
      created_at: isoTime(now),
      expires_at: isoTime(expiresAt),
      parent_id: parent.id,
      most: MOST_SESSIONS,
    }
    for (const hash of await repository.openSession(session)) authenticator.forget(hash)
    const owner = { id: parent.id, session: session.id, scopes: new Set(granted), expiresAt }
    return { ...toSession(owner, parent), key }
  }

  /** Ends the session that the request was made with. @throws AppError `NO_SESSION` */
  async end(caller: Caller | undefined): Promise<Session> {
    const { repository, authenticator } = this.#options
    const session = caller?.session === undefined ? undefined : await repository.find(caller.session)
    if (!session) throw new AppError('NO_SESSION', { values: { id: caller?.id ?? '' } })
    await repository.remove(session.id).finally(() => authenticator.forget(session.hash))
    return this.show(caller)
  }

  async #keyOf(caller: Caller | undefined): Promise<StoredApiKey | undefined> {
    return caller?.id === undefined ? undefined : this.#options.repository.find(caller.id)
  }
}

const toSession = (caller: Caller | undefined, key: StoredApiKey | undefined): Session => {
  const expiresAt = caller?.expiresAt ?? Number.POSITIVE_INFINITY
  return {
    key_id: key?.id ?? null,
    session_id: caller?.session ?? null,
    scopes: SCOPES.filter((each) => caller?.scopes.has(each)),
    expires_at: expiresAt === Number.POSITIVE_INFINITY ? null : isoTime(expiresAt),
  }
}
