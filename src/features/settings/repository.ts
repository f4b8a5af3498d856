import { eq, sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { userSettings } from '../../db/schema.ts'
import type { Writer } from '../../db/writer.ts'
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
})

export class SettingsRepository {
  readonly #writer: Writer
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

  /**
   * Gives `undefined` if the stored setting is not the expected one, or if none is expected and there are too many
   * settings.
   */
  save(write: SettingWrite): Promise<SavedSetting | undefined> {
    return this.#writer.write(saveSetting, write)
  }

  /** Deletes a setting unless it has changed since it was read, which gives `false`. */
  remove(row: SettingRow): Promise<boolean> {
    return this.#writer.write(deleteSetting, row)
  }

  /** Replaces all settings by these, in one transaction. */
  replaceAll(rows: readonly SettingRow[]): Promise<void> {
    return this.#writer.write(replaceSettings, rows)
  }
}
