import { AppError, validationFailed } from '../../domain/errors.ts'
import type { Precondition } from '../../domain/precondition.ts'
import { contentTag } from '../../lib/store/content-tag.ts'
import { type Clock, isoTime } from '../../lib/time/clock.ts'
import type { SettingsRepository } from './repository.ts'
import type { Setting } from './schema.ts'
import { MAX_SETTINGS, type SettingRow } from './statements.ts'

export interface TaggedSetting {
  readonly setting: Setting
  readonly etag: string
}

export interface SetSetting extends TaggedSetting {
  readonly isNew: boolean
}

export interface SettingChange {
  readonly key: string
  readonly value: unknown
  /** Without one, the setting is created or replaced unconditionally. */
  readonly precondition: Precondition | undefined
}

const MAX_ATTEMPTS = 20

/** JSON values by key, for user interfaces to store their settings. */
export class SettingsService {
  readonly #repository: SettingsRepository
  readonly #clock: Clock

  constructor(repository: SettingsRepository, clock: Clock) {
    this.#repository = repository
    this.#clock = clock
  }

  async all(): Promise<Record<string, unknown>> {
    const rows = await this.#repository.all()
    return Object.fromEntries(rows.map(({ key, value }) => [key, JSON.parse(value)]))
  }

  /** Replaces all settings by these. */
  async replaceAll(settings: Readonly<Record<string, unknown>>): Promise<void> {
    const entries = Object.entries(settings)
    await this.#repository.replaceAll(entries.map(([key, value]) => this.#row(key, value)))
  }

  /** @throws AppError `SETTING_NOT_FOUND` */
  async get(key: string): Promise<TaggedSetting> {
    return tagged(await this.#load(key))
  }

  /** @throws AppError `PRECONDITION_FAILED`, or `VALIDATION_FAILED` if there are too many settings */
  async set({ key, value, precondition }: SettingChange): Promise<SetSetting> {
    const row = this.#row(key, value)
    if (precondition) return this.#replace(row, precondition)
    const saved = await this.#repository.save({ ...row, expected: undefined })
    if (saved) return { ...tagged({ ...row, updated_at: saved.updated_at }), isNew: saved.isNew }
    throw validationFailed([{ path: 'path.key', code: 'too_big', values: { maximum: MAX_SETTINGS } }])
  }

  /** @throws AppError `SETTING_NOT_FOUND`, `PRECONDITION_FAILED` */
  async remove(key: string, precondition: Precondition): Promise<void> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const current = await this.#load(key)
      if (!precondition(etagOf(current))) break
      if (await this.#repository.remove(current)) return
    }
    throw new AppError('PRECONDITION_FAILED')
  }

  async #replace(row: SettingRow, precondition: Precondition): Promise<SetSetting> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const expected = await this.#repository.find(row.key)
      if (!expected || !precondition(etagOf(expected))) break
      const saved = await this.#repository.save({ ...row, expected })
      if (saved) return { ...tagged({ ...row, updated_at: saved.updated_at }), isNew: false }
    }
    throw new AppError('PRECONDITION_FAILED')
  }

  async #load(key: string): Promise<SettingRow> {
    const found = await this.#repository.find(key)
    if (!found) throw new AppError('SETTING_NOT_FOUND', { values: { key } })
    return found
  }

  #row(key: string, value: unknown): SettingRow {
    return { key, value: JSON.stringify(value), updated_at: isoTime(this.#clock.now()) }
  }
}

const tagged = (row: SettingRow): TaggedSetting => ({
  setting: { ...row, value: JSON.parse(row.value) },
  etag: etagOf(row),
})

const etagOf = ({ value, updated_at }: SettingRow): string => contentTag(`${updated_at} ${value}`)
