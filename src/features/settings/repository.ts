import { count, eq, ne, sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { userSettings } from '../../db/schema.ts'
import type { Writer } from '../../db/writer.ts'
import { SharedLock } from '../../lib/async/shared-lock.ts'
import {
  deleteSetting,
  replaceSettings,
  type SavedSetting,
  type SettingRow,
  type SettingWrite,
  saveSetting,
} from './statements.ts'

const prepare = ({ orm }: Database) => ({
  find: orm
    .select()
    .from(userSettings)
    .where(eq(userSettings.key, sql.placeholder('key')))
    .prepare(),
  all: orm.select().from(userSettings).orderBy(userSettings.key).prepare(),
  others: orm
    .select({
      count: count(),
      bytes: sql<number>`coalesce(sum(octet_length(${userSettings.value})), 0)`,
    })
    .from(userSettings)
    .where(ne(userSettings.key, sql.placeholder('key')))
    .prepare(),
  keys: orm.select({ key: userSettings.key }).from(userSettings).orderBy(userSettings.key).prepare(),
})

export class SettingsRepository {
  readonly #writer: Writer
  readonly #changes = new SharedLock()
  readonly #query: ReturnType<typeof prepare>

  constructor(database: Database, writer: Writer) {
    this.#writer = writer
    this.#query = prepare(database)
  }

  find(key: string): Promise<SettingRow | undefined> {
    return this.#query.find.get({ key })
  }

  all(): Promise<SettingRow[]> {
    return this.#query.all.all()
  }

  /** Without the values, which may be long. */
  async keys(): Promise<string[]> {
    const rows = await this.#query.keys.all()
    return rows.map(({ key }) => key)
  }

  /** How many other settings there are, and how many bytes their values have as JSON. */
  async others(key: string): Promise<{ readonly count: number; readonly bytes: number }> {
    return (await this.#query.others.get({ key })) ?? { count: 0, bytes: 0 }
  }

  /**
   * Gives `undefined` if the stored setting is not the expected one, or if there would be too many settings, or
   * too much in them.
   */
  save(write: SettingWrite): Promise<SavedSetting | undefined> {
    return this.#changes.shared(() => this.#writer.write(saveSetting, write))
  }

  /** Deletes a setting unless it has changed since it was read, which gives `false`. */
  remove(row: SettingRow): Promise<boolean> {
    return this.#changes.shared(() => this.#writer.write(deleteSetting, row))
  }

  /** Replaces all settings by these, in one transaction; `false` when the current ones are not accepted. */
  async replaceAll(
    rows: readonly SettingRow[],
    isAccepted?: (current: readonly SettingRow[]) => boolean,
  ): Promise<boolean> {
    const replace = async () => {
      if (isAccepted && !isAccepted(await this.all())) return false
      await this.#writer.write(replaceSettings, rows)
      return true
    }
    return isAccepted ? this.#changes.exclusive(replace) : this.#changes.shared(replace)
  }
}
