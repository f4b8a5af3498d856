import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { openDatabase, openReadOnly } from '../../src/db/client.ts'
import { migrate } from '../../src/db/migrate.ts'
import { MIGRATIONS } from '../support/db/template.ts'
import { createFolder } from '../support/process/command.ts'

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

test('a database that is only looked at is neither made nor changed', async (t) => {
  const folder = await createFolder(t)
  const path = join(folder, 'test.db')
  const options = { url: `file:${path}`, synchronous: 'OFF' } as const
  assert.equal(await openReadOnly(options), undefined)
  assert.deepEqual(await readdir(folder), [])

  const made = await openDatabase(options)
  await made.batch(['CREATE TABLE t (n INTEGER)', 'INSERT INTO t VALUES (1)'])
  await made.close()
  const before = await readFile(path)
  const seen = await openReadOnly(options)
  assert.deepEqual((await seen?.execute('SELECT n FROM t'))?.rows, [{ n: 1 }])
  await assert.rejects(async () => seen?.execute('INSERT INTO t VALUES (2)'), { code: 'SQLITE_READONLY' })
  await seen?.close()
  assert.deepEqual(await readFile(path), before)
})
