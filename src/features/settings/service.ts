import { AppError, validationFailed } from '../../domain/errors.ts'
import { type Precondition, unconditional } from '../../domain/precondition.ts'
import { contentTag } from '../../lib/store/content-tag.ts'
import { nearest } from '../../lib/text/nearest.ts'
import { type Clock, isoTime } from '../../lib/time/clock.ts'
import type { SettingsRepository } from './repository.ts'
import type { Setting } from './schema.ts'
import { MAX_SETTINGS, MAX_TOTAL_BYTES, type SavedSetting, type SettingRow } from './statements.ts'

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
  readonly precondition: Precondition
}

const MAX_ATTEMPTS = 20

type Values = Readonly<Record<string, unknown>>

const valuesOf = (rows: readonly SettingRow[]): Values =>
  Object.fromEntries(rows.map(({ key, value }) => [key, JSON.parse(value)]))

/** JSON values by key, for user interfaces to store their settings. */
export class SettingsService {
  readonly #repository: SettingsRepository
  readonly #clock: Clock

  constructor(repository: SettingsRepository, clock: Clock) {
    this.#repository = repository
    this.#clock = clock
  }

  async all(): Promise<Values> {
    return valuesOf(await this.#repository.all())
  }

  /** Replaces all settings by these, if the current ones fulfil the condition. @throws AppError `PRECONDITION_FAILED` */
  async replaceAll(settings: Values, isAccepted?: (current: Values) => boolean): Promise<void> {
    const rows = Object.entries(settings).map(([key, value]) => this.#row(key, value))
    const bytes = rows.reduce((sum, { value }) => sum + Buffer.byteLength(value), 0)
    if (bytes > MAX_TOTAL_BYTES) throw tooLarge('settings')
    const accepts = isAccepted && ((current: readonly SettingRow[]) => isAccepted(valuesOf(current)))
    if (!(await this.#repository.replaceAll(rows, accepts))) throw new AppError('PRECONDITION_FAILED')
  }

  /** @throws AppError `SETTING_NOT_FOUND` */
  async get(key: string): Promise<TaggedSetting> {
    return tagged(await this.#load(key))
  }

  /** @throws AppError `PRECONDITION_FAILED`, or `VALIDATION_FAILED` if there are too many settings or too much in them */
  async set({ key, value, precondition }: SettingChange): Promise<SetSetting> {
    const row = this.#row(key, value)
    if (precondition !== unconditional) return this.#replace(row, precondition)
    const saved = await this.#repository.save({ ...row, expected: undefined })
    if (saved) return setSetting(row, saved)
    await this.#assertRoom(row)
    throw new AppError('PRECONDITION_FAILED')
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
      const current = await this.#repository.find(row.key)
      if (!precondition(current && etagOf(current))) break
      const saved = await this.#repository.save({ ...row, expected: current ?? null })
      if (saved) return setSetting(row, saved)
      await this.#assertRoom(row)
    }
    throw new AppError('PRECONDITION_FAILED')
  }

  async #assertRoom({ key, value }: SettingRow): Promise<void> {
    const { count, bytes } = await this.#repository.others(key)
    if (count >= MAX_SETTINGS)
      throw validationFailed([{ path: 'path.key', code: 'too_big', values: { maximum: MAX_SETTINGS } }])
    if (bytes + Buffer.byteLength(value) > MAX_TOTAL_BYTES) throw tooLarge('value')
  }

  async #load(key: string): Promise<SettingRow> {
    const found = await this.#repository.find(key)
    if (found) return found
    const meant = nearest(key, await this.#repository.keys())
    throw new AppError('SETTING_NOT_FOUND', { values: { key }, meant })
  }

  #row(key: string, value: unknown): SettingRow {
    return { key, value: JSON.stringify(value), updated_at: isoTime(this.#clock.now()) }
  }
}

const tooLarge = (path: string) =>
  validationFailed([{ path, code: 'settings_too_large', values: { maximum: MAX_TOTAL_BYTES } }])

const setSetting = (row: SettingRow, { updated_at, isNew }: SavedSetting): SetSetting => ({
  ...tagged({ ...row, updated_at }),
  isNew,
})

const tagged = (row: SettingRow): TaggedSetting => ({
  setting: { ...row, value: JSON.parse(row.value) },
  etag: etagOf(row),
})

const etagOf = ({ value, updated_at }: SettingRow): string => contentTag(`${updated_at} ${value}`)
