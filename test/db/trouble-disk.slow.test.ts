import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type Database, openDatabase } from '../../src/db/client.ts'
import { isDatabaseUnavailable, unavailableReason } from '../../src/db/errors.ts'
import { migrate } from '../../src/db/migrate.ts'
import { createDatabase } from '../support/db/database.ts'
import { mountSmallDisk } from '../support/db/small-disk.ts'
import { MIGRATIONS } from '../support/db/template.ts'
import { captureLog } from '../support/log-capture.ts'
import { createFolder, readLog, startCommand } from '../support/process/command.ts'

const INSERT = `INSERT INTO user_settings VALUES (?, ?, '2026-11-23')`
const keep = (database: Database, key: string, length: number) =>
  database.batch([
    { sql: INSERT, args: [`${key}.small`, '1'] },
    { sql: INSERT, args: [key, 'x'.repeat(length)] },
  ])

const keys = async (database: Database) => {
  const { rows } = await database.execute('SELECT key FROM user_settings ORDER BY rowid')
  return rows.map(({ key }) => key)
}

const openAt = async (t: TestContext, folder: string) => {
  const { logger, lines } = captureLog()
  const database = await openDatabase({ url: `file:${folder}/test.db`, synchronous: 'FULL' }, { logger })
  t.after(() => database.close())
  await migrate(database, MIGRATIONS)
  return { database, lines }
}

test('a full database refuses the whole write, still reads, and goes on when there is room', async (t) => {
  const { database } = await createDatabase(t)
  await keep(database, 'one', 1)
  await database.execute('PRAGMA max_page_count = 60')
  await assert.rejects(keep(database, 'two', 500_000), isDatabaseUnavailable)
  assert.deepEqual(await keys(database), ['one.small', 'one'])
  await database.execute('PRAGMA max_page_count = 1000000')
  await keep(database, 'three', 500_000)
  assert.deepEqual(await keys(database), ['one.small', 'one', 'three.small', 'three'])
})

test('a server on a full disk answers 503 to writes and goes on by itself when space returns', async (t) => {
  const disk = await mountSmallDisk(t)
  if (!disk) return t.skip('this user cannot mount a disk')
  const env = { DATABASE_URL: `file:${disk.folder}/scriptd.db` }
  const child = await startCommand(t, { args: ['serve', '--port', '0'], env })
  const log = readLog(child)
  const { url } = await log.until('listening')
  const put = (key: string) =>
    fetch(`${url}/api/config/user-settings/${key}`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ value: key.repeat(40_000) }),
    })

  assert.equal((await put('a')).status, 201)
  await disk.fill()
  for (const key of ['b', 'c', 'd']) {
    const refused = await put(key)
    assert.equal(refused.status, 503)
    assert.equal(refused.headers.get('Retry-After'), '1')
    assert.match(await refused.text(), /"error_code":"DATABASE_FULL"/)
    assert.equal((await fetch(`${url}/api/config/user-settings/a`)).status, 200)
    assert.equal((await fetch(`${url}/api/config/user-settings/${key}`)).status, 404)
  }
  const unready = await fetch(`${url}/readyz`)
  assert.equal(unready.status, 503)
  assert.match(await unready.text(), /"code":"database_full"/)
  const line = await log.until('database unavailable')
  assert.deepEqual([line.level, line.access, line.reason], ['error', 'write', 'the disk is full'])

  await disk.clear()
  // Nobody has to write for that.
  await log.until('database available again')
  assert.equal((await fetch(`${url}/readyz`)).status, 200)
  assert.equal((await put('e')).status, 201)
  const all = await (await fetch(`${url}/api/config/user-settings`)).text()
  assert.deepEqual(Object.keys(JSON.parse(all).data.settings), ['a', 'e'])

  child.kill('SIGTERM')
  assert.deepEqual(await once(child, 'exit'), [0, null])
})

for (const { name, replace } of [
  { name: 'moved away', replace: () => undefined },
  { name: 'replaced by a folder', replace: (path: string) => mkdir(path) },
]) {
  test(`a file that is ${name} is not written to until it is back`, async (t) => {
    const folder = await createFolder(t)
    const { database, lines } = await openAt(t, folder)
    const path = join(folder, 'test.db')
    await keep(database, 'one', 1)

    await rename(path, join(folder, 'moved.db'))
    await replace(path)
    for (const key of ['two', 'three']) {
      await assert.rejects(keep(database, key, 1), (error) => {
        return unavailableReason(error) === 'the file was moved or replaced'
      })
      assert.deepEqual(await keys(database), ['one.small', 'one'])
    }
    if ((await readdir(folder)).includes('test.db')) await rename(path, join(folder, 'other'))
    await rename(join(folder, 'moved.db'), path)
    await keep(database, 'four', 1)
    assert.deepEqual(await keys(database), ['one.small', 'one', 'four.small', 'four'])
    assert.deepEqual(
      lines.map(({ msg, access }) => [msg, access]),
      [
        ['database unavailable', 'write'],
        ['database available again', 'write'],
      ],
    )
  })
}

test('a damaged page fails what reads it, until the page is whole again', async (t) => {
  const folder = await createFolder(t)
  const path = join(folder, 'test.db')
  const { database: first } = await openAt(t, folder)
  for (let index = 0; index < 100; index++) await keep(first, `${index}`, 10_000)
  await first.close()
  const whole = await readFile(path)
  // Everything but the schema; written in place, as a failing disk does it.
  await writeFile(path, Buffer.from(whole).fill(0xaa, whole.length / 2))

  const { logger, lines } = captureLog()
  const database = await openDatabase({ url: `file:${path}`, synchronous: 'FULL' }, { logger })
  t.after(() => database.close())
  const read = () => database.execute('SELECT sum(length(value)) AS sum FROM user_settings')
  for (const _ of [1, 2, 3]) await assert.rejects(read(), isDatabaseUnavailable)
  await writeFile(path, whole)
  assert.equal((await read()).rows[0]?.sum, 1_000_100)
  assert.deepEqual(
    lines.map(({ msg, reason }) => [msg, reason]),
    [
      ['database unavailable', 'the file is damaged'],
      ['database available again', undefined],
    ],
  )
})

test('closing leaves everything in the file and nothing in the log beside it', async (t) => {
  const folder = await createFolder(t)
  const { database } = await openAt(t, folder)
  for (let index = 0; index < 20; index++) await keep(database, `${index}`, 100_000)
  const log = join(folder, 'test.db-wal')
  assert.ok((await stat(log)).size > 1_000_000)
  await database.close()
  const left = await stat(log).then(
    ({ size }) => size,
    () => 0,
  )
  assert.equal(left, 0)
  await database.close()
})

test('who only reads leaves the log alone', async (t) => {
  const folder = await createFolder(t)
  const { database } = await openAt(t, folder)
  await keep(database, 'one', 100_000)
  const reader = await openDatabase({ url: `file:${folder}/test.db`, synchronous: 'FULL' })
  assert.equal((await keys(reader)).length, 2)
  const { size } = await stat(join(folder, 'test.db-wal'))
  await reader.close()
  assert.equal((await stat(join(folder, 'test.db-wal'))).size, size)
})
