import type { Page } from '../../domain/cursor.ts'
import { AppError, validationFailed } from '../../domain/errors.ts'
import { type Leadership, mayCache } from '../../domain/leadership.ts'
import type { Precondition } from '../../domain/precondition.ts'
import { NodeError } from '../../engine/errors.ts'
import type { SecretStore } from '../../engine/ports.ts'
import { KeyedQueue } from '../../lib/async/keyed-queue.ts'
import { contentTag } from '../../lib/store/content-tag.ts'
import type { Keyring } from '../../lib/store/keyring.ts'
import { ReadCache } from '../../lib/store/read-cache.ts'
import { nearest } from '../../lib/text/nearest.ts'
import { type Clock, isoTime } from '../../lib/time/clock.ts'
import type { Logger } from '../../logging/logger.ts'
import type { SecretRepository } from './repository.ts'
import type { Secret, SecretQuery, SecretRotation } from './schema.ts'
import { MAX_SECRETS, type SecretRow } from './statements.ts'

export interface SecretServiceOptions {
  readonly repository: SecretRepository
  readonly keyring: Keyring
  readonly clock: Clock
  readonly logger: Logger
  readonly leadership: Leadership
}

export interface SecretChange {
  readonly name: string
  readonly value: string
  readonly precondition: Precondition
}

export interface TaggedSecret {
  readonly secret: Secret
  readonly etag: string
  readonly isNew: boolean
}

/** Encrypted values for scripts. Only the engine gets them back. */
export class SecretService implements SecretStore {
  readonly #repository: SecretRepository
  readonly #keyring: Keyring
  readonly #clock: Clock
  readonly #logger: Logger
  /** Still sealed; values are opened at each use. */
  readonly #stored: ReadCache<string, SecretRow | undefined>
  readonly #changes = new KeyedQueue<string>()

  constructor({ repository, keyring, clock, logger, leadership }: SecretServiceOptions) {
    this.#repository = repository
    this.#keyring = keyring
    this.#clock = clock
    this.#logger = logger
    const mayKeep = () => mayCache(leadership)
    this.#stored = new ReadCache({
      max: MAX_SECRETS,
      load: (name) => repository.find(name),
      mayKeep,
    })
  }

  async list({ cursor, limit }: SecretQuery): Promise<Page> {
    this.#checkEnabled()
    return this.#repository.page({ after: cursor, limit })
  }

  /** @throws AppError `PRECONDITION_FAILED`, or `VALIDATION_FAILED` when there are too many secrets */
  async set({ name, value, precondition }: SecretChange): Promise<TaggedSecret> {
    this.#checkEnabled()
    return this.#change(name, async (current) => {
      if (!precondition(current && etagOf(current))) throw new AppError('PRECONDITION_FAILED')
      const now = isoTime(this.#clock.now())
      const row: SecretRow = {
        name,
        ...this.#keyring.seal(value, name),
        created_at: current?.created_at ?? now,
        updated_at: now,
      }
      if (!(await this.#repository.save(row))) {
        throw validationFailed([{ path: 'path.name', code: 'too_big', values: { maximum: MAX_SECRETS } }])
      }
      return { secret: toSecret(row), etag: etagOf(row), isNew: !current }
    })
  }

  /** @throws AppError `SECRET_NOT_FOUND`, `PRECONDITION_FAILED` */
  async remove(name: string, precondition: Precondition): Promise<void> {
    this.#checkEnabled()
    await this.#change(name, async (current) => {
      if (!current) {
        const names = (await this.#repository.all()).map((row) => row.name)
        throw new AppError('SECRET_NOT_FOUND', { values: { secret: name }, meant: nearest(name, names) })
      }
      if (!precondition(etagOf(current))) throw new AppError('PRECONDITION_FAILED')
      await this.#repository.remove(name)
    })
  }

  /**
   * Seals all secrets with the first key.
   * @throws AppError `SECRET_UNAVAILABLE` if one of them cannot be opened; then nothing is changed
   */
  async rotate(): Promise<SecretRotation> {
    this.#checkEnabled()
    const [first, ...others] = this.#keyring.ids
    const rows = await this.#repository.all()
    const stale = rows.filter(({ key_id }) => key_id !== first)
    const opened = stale.map((row) => ({ row, value: this.#open(row) }))
    const closed = opened.filter(({ value }) => value === undefined)
    if (closed.length > 0) throw unavailable(closed.map(({ row }) => row.name))
    const resealed = opened.map(({ row: { name, sealed }, value = '' }) => ({
      name,
      previous: sealed,
      ...this.#keyring.seal(value, name),
    }))
    await this.#repository.reseal(resealed).finally(() => {
      for (const { name } of resealed) this.#stored.forget(name)
    })
    const unneeded_keys = others.map((_, index) => index + 2)
    return { secrets: rows.length, resealed: resealed.length, unneeded_keys }
  }

  /** The value, for the engine. @throws NodeError `SECRET_NOT_FOUND`, `SECRET_UNAVAILABLE` */
  async get(name: string): Promise<string> {
    const row = await this.#stored.get(name)
    if (!row) {
      throw new NodeError('SECRET_NOT_FOUND', `there is no secret "${name}"`, { retryable: false })
    }
    const value = this.#open(row)
    if (value !== undefined) return value
    const message = `the secret "${name}" cannot be read with the keys of SECRETS_KEY`
    throw new NodeError('SECRET_UNAVAILABLE', message, { retryable: false })
  }

  /** Logs a warning if there are secrets that no key opens, because nodes that use them will fail. */
  async warnOfUnavailable(): Promise<void> {
    const rows = await this.#repository.all()
    const closed = rows.filter((row) => this.#open(row) === undefined)
    if (closed.length === 0) return
    this.#logger.warn({ names: closed.map(({ name }) => name) }, 'secrets cannot be read with SECRETS_KEY')
  }

  #open(row: SecretRow): string | undefined {
    return this.#keyring.open(row, row.name)
  }

  /** Changes of one secret run one after another. */
  #change<T>(name: string, change: (current: SecretRow | undefined) => Promise<T>): Promise<T> {
    return this.#changes.run(name, async () => {
      const current = await this.#repository.find(name)
      return change(current).finally(() => this.#stored.forget(name))
    })
  }

  #checkEnabled() {
    if (this.#keyring.ids.length === 0) throw new AppError('SECRETS_DISABLED')
  }
}

const toSecret = ({ name, created_at, updated_at }: SecretRow): Secret => ({ name, created_at, updated_at })

const unavailable = (names: readonly string[]): AppError =>
  new AppError('SECRET_UNAVAILABLE', {
    details: names.map((name) => ({ path: name, code: 'sealed_with_other_key' })),
  })

/** Sealing is randomized, so every stored value has its own tag. */
const etagOf = ({ sealed }: SecretRow): string => contentTag(sealed)
