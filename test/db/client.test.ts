import assert from 'node:assert/strict'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { openDatabase } from '../../src/db/client.ts'
import { migrate, readMigrations } from '../../src/db/migrate.ts'

const MIGRATIONS = readMigrations(join(import.meta.dirname, '../../drizzle'))

for (const [name, toUrl] of [
  ['a path', (path: string) => `file:${path}`],
  ['a URL', (path: string) => pathToFileURL(path).href],
] as const) {
  test(`a database is opened by ${name}: its folder is made and its connection set up`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'client-'))
    const path = join(folder, 'deep/in here/test.db')
    const database = await openDatabase({ url: toUrl(path), synchronous: 'FULL' })
    t.after(async () => {
      await database.close()
      await rm(folder, { recursive: true, force: true })
    })
    const pragma = async (name: string) =>
      Object.values((await database.execute(`PRAGMA ${name}`)).rows[0] ?? {})[0]
    assert.deepEqual(
      {
        journal_mode: await pragma('journal_mode'),
        synchronous: await pragma('synchronous'),
        foreign_keys: await pragma('foreign_keys'),
        auto_vacuum: await pragma('auto_vacuum'),
      },
      { journal_mode: 'wal', synchronous: 2, foreign_keys: 1, auto_vacuum: 2 },
    )
    assert.ok((await stat(path)).isFile())
    assert.equal(await migrate(database, MIGRATIONS), MIGRATIONS.length)
    assert.equal(await migrate(database, MIGRATIONS), 0)
  })
}
