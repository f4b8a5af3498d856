import { copyFile, rm } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { openDatabase } from '../../../src/db/client.ts'
import { removeDatabase } from '../../../src/db/files/side-files.ts'
import { type Migration, migrate } from '../../../src/db/migrate.ts'
import { MIGRATIONS } from './template.ts'

export interface FileOptions {
  readonly name: string
  readonly migrations?: readonly Migration[]
  readonly statements?: readonly string[]
}

/** A closed database as the program leaves it, with a setting `name` and some more in it. */
export const createDatabaseFile = async (path: string, options: FileOptions) => {
  const { name, migrations = MIGRATIONS, statements = [] } = options
  const made = `${path}.made`
  const database = await openDatabase({ url: `file:${made}`, synchronous: 'OFF' })
  await migrate(database, migrations)
  await database.batch([
    { sql: `INSERT INTO user_settings VALUES ('name', ?, '2026-11-24')`, args: [JSON.stringify(name)] },
    `INSERT INTO user_settings WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
      SELECT 'bulk.' || i, json_quote(hex(randomblob(500))), '2026-11-24' FROM n`,
    ...statements,
  ])
  await database.close()
  // The driver closes its file when it is collected as garbage, which would take the locks of a later connection away.
  await copyFile(made, path)
  await removeDatabase(made)
}

/** Every row of every table. */
export const readRows = (
  path: string,
): Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> => {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    const tables = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).all()
    return Object.fromEntries(
      tables.map(({ name }) => [name, database.prepare(`SELECT * FROM "${name}"`).all()]),
    )
  } finally {
    database.close()
  }
}

/** The setting that tells databases apart. */
export const nameOf = (path: string): unknown => {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    const row = database.prepare(`SELECT value FROM user_settings WHERE key = 'name'`).get()
    return JSON.parse(String(row?.value))
  } finally {
    database.close()
  }
}

/** A database as a killed process leaves it: a setting `late` is in its log only. */
export const createKilledFile = async (path: string, name: string) => {
  const alive = `${path}.alive`
  await createDatabaseFile(alive, { name })
  const database = new DatabaseSync(alive)
  database.exec(`INSERT INTO user_settings VALUES ('late', '1', '2026-11-24')`)
  for (const suffix of ['', '-wal', '-shm']) await copyFile(alive + suffix, path + suffix)
  database.close()
  await rm(alive)
}
