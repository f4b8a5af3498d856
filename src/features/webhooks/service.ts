import { randomBytes } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { Page } from '../../domain/cursor.ts'
import { AppError, validationFailed } from '../../domain/errors.ts'
import { creationPage } from '../../domain/lists/creation-page.ts'
import type { Precondition } from '../../domain/precondition.ts'
import type { SecretStore } from '../../engine/ports.ts'
import { withoutUndefined } from '../../lib/json/without-undefined.ts'
import { tokenHash } from '../../lib/store/token-hash.ts'
import { type Clock, isoTime } from '../../lib/time/clock.ts'
import { authProblems } from './auth/rules.ts'
import type { DeliveryQuery } from './delivery-schema.ts'
import type { DeliveryLog } from './receiving/delivery-log.ts'
import type { DeliveryRules } from './receiving/delivery-rules.ts'
import type { NewWebhook, Webhook, WebhookPatch, WebhookQuery } from './schema.ts'
import type { RecordRepository } from './store/record-repository.ts'
import type { WebhookRepository, WebhookRow } from './store/repository.ts'
import type { WebhookSettings } from './store/statements.ts'

export interface WebhookServiceOptions {
  readonly repository: WebhookRepository
  readonly records: RecordRepository
  readonly log: Pick<DeliveryLog, 'settled'>
  readonly secrets: SecretStore
  readonly rules: DeliveryRules
  readonly clock: Clock
}

export interface SavedWebhook {
  readonly data: Webhook
  readonly etag: string
  readonly isChanged: boolean
}

/** Keeps webhooks. What arrives at them is started by the receiver. */
export class WebhookService {
  readonly #options: WebhookServiceOptions

  constructor(options: WebhookServiceOptions) {
    this.#options = options
  }

  async list({ script_id: scriptId, sort, cursor, limit }: WebhookQuery): Promise<Page> {
    const { repository } = this.#options
    const after = cursor && Number(cursor.after[0])
    const rows = await repository.page({ scriptId, sort, after, limit: limit + 1 })
    return creationPage(rows, { sort, limit }, (kept) => JSON.stringify(kept.map(toWebhook)))
  }

  /** @throws AppError `WEBHOOK_NOT_FOUND` */
  async get(id: number): Promise<Webhook> {
    return toWebhook(await this.#load(id))
  }

  /** With the token, which is not stored. @throws AppError `VALIDATION_FAILED` */
  async create(webhook: NewWebhook) {
    const { repository, clock } = this.#options
    const settings = pickSettings(webhook)
    await this.#check(settings)
    const token = createToken()
    const id = await repository.create({ settings, hash: tokenHash(token), now: isoTime(clock.now()) })
    if (id === undefined) throw unknownScript(settings.script_id)
    return { ...(await this.get(id)), ...shown(token) }
  }

  replace(id: number, webhook: NewWebhook, precondition: Precondition): Promise<SavedWebhook> {
    return this.#change(id, precondition, () => pickSettings(webhook))
  }

  patch(id: number, changes: WebhookPatch, precondition: Precondition): Promise<SavedWebhook> {
    return this.#change(id, precondition, (current) => ({ ...current, ...withoutUndefined(changes) }))
  }

  /**
   * Changes the token, and lets the old one be accepted for a while.
   * @throws AppError `WEBHOOK_NOT_FOUND`, `VALIDATION_FAILED` when the one before that is to be accepted for longer
   */
  async rotate(id: number, graceMs: number) {
    const { repository, clock } = this.#options
    for (;;) {
      const { version, old_token_until: promised } = await this.#load(id)
      const token = createToken()
      const now = clock.now()
      if (graceMs > 0 && promised !== null && promised > isoTime(now)) throw stillAccepted(promised)
      const until = isoTime(now + graceMs)
      if (await repository.rotate({ id, version, hash: tokenHash(token), now: isoTime(now), until }))
        return { ...(await this.get(id)), ...shown(token), old_token_until: until }
    }
  }

  /** Outcomes of the last deliveries, the latest first. @throws AppError `WEBHOOK_NOT_FOUND` */
  async deliveries(id: number, { cursor, limit }: DeliveryQuery): Promise<Page> {
    const { log, records } = this.#options
    await Promise.all([this.#load(id), log.settled()])
    return records.page(id, cursor, limit)
  }

  /** @throws AppError `WEBHOOK_NOT_FOUND`, `PRECONDITION_FAILED` */
  async remove(id: number, precondition: Precondition): Promise<void> {
    while (!(await this.#options.repository.remove(await this.#loadIf(id, precondition))));
  }

  async #change(
    id: number,
    precondition: Precondition,
    change: (current: Settings) => Settings,
  ): Promise<SavedWebhook> {
    const { repository, clock } = this.#options
    for (;;) {
      const row = await this.#loadIf(id, precondition)
      const current = settingsOf(row)
      const settings = change(current)
      if (isDeepStrictEqual(current, settings)) return toSaved(toWebhook(row), false)
      await this.#check(settings, current)
      const { version } = row
      if (await repository.replace({ id, version, settings, now: isoTime(clock.now()) }))
        return toSaved(await this.get(id), true)
      if ((await this.#load(id)).version === version) throw unknownScript(settings.script_id)
    }
  }

  /** What has not changed is not looked at, as its secret may be gone. */
  async #check(settings: Settings, current?: Settings): Promise<void> {
    const { secrets, rules } = this.#options
    const { auth } = settings
    const ofAuth = isDeepStrictEqual(current?.auth, auth) ? [] : await authProblems(auth, secrets)
    const problems = [...ofAuth, ...(await rules.problems(settings))]
    if (problems.length > 0) throw validationFailed(problems)
  }

  async #loadIf(id: number, precondition: Precondition): Promise<WebhookRow> {
    const row = await this.#load(id)
    if (!precondition(webhookTag(row))) throw new AppError('PRECONDITION_FAILED')
    return row
  }

  async #load(id: number): Promise<WebhookRow> {
    const found = await this.#options.repository.find(id)
    if (!found) throw new AppError('WEBHOOK_NOT_FOUND', { values: { id } })
    return found
  }
}

export const webhookTag = ({ id, version }: Pick<WebhookRow, 'id' | 'version'>): string =>
  `"${id}-${version}"`

const toSaved = (data: Webhook, isChanged: boolean): SavedWebhook => ({
  data,
  etag: webhookTag(data),
  isChanged,
})

/** 32 random bytes in base64url. */
const createToken = (): string => `wh_${randomBytes(32).toString('base64url')}`

const shown = (token: string) => ({ token, path: `/hooks/${token}` })

type Settings = WebhookSettings & Pick<Webhook, 'methods' | 'auth'>

const settingsOf = (row: WebhookRow): Settings => ({
  script_id: row.script_id,
  name: row.name,
  // Guarantee: only the settings of a valid webhook are written.
  methods: JSON.parse(row.methods) as Webhook['methods'],
  auth: JSON.parse(row.auth) as Webhook['auth'],
  raw: row.raw,
  delivery_id: row.delivery_id,
  filter: row.filter,
  rate_limit: row.rate_limit,
  max_body_bytes: row.max_body_bytes,
  respond: row.respond,
  respond_timeout_ms: row.respond_timeout_ms,
  enabled: row.enabled,
})

const toWebhook = (row: WebhookRow): Webhook => {
  const { id, version, created_at, updated_at } = row
  return { id, ...settingsOf(row), version, created_at, updated_at }
}

/** Only one old token has a place, and how long it is accepted has been promised to its senders. */
const stillAccepted = (until: string): AppError =>
  validationFailed([{ path: 'grace_ms', code: 'old_token_accepted', values: { until } }])

const unknownScript = (id: number): AppError =>
  validationFailed([{ path: 'script_id', code: 'unknown_script', values: { id } }])

const pickSettings = (webhook: NewWebhook): Settings => {
  const { id, version, created_at, updated_at, token, path, old_token_until, ...settings } = webhook
  return settings
}
