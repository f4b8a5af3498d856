import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
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

/** What may happen to the disk of a server, and what is said about it. */
const troubles = [
  {
    name: 'on a full disk',
    code: 'DATABASE_FULL',
    check: 'database_full',
    reason: 'the disk is full',
    begin: ({ disk }: Place) => disk.fill(),
    end: ({ disk }: Place) => disk.clear(),
  },
  {
    name: 'whose files must not grow',
    code: 'DATABASE_UNAVAILABLE',
    check: 'database_not_writable',
    reason: 'the disk reported an error',
    begin: ({ pid }: Place) => limitFileSize(pid, 4096),
    end: ({ pid }: Place) => limitFileSize(pid, 'unlimited'),
  },
]

interface Place {
  readonly disk: NonNullable<Awaited<ReturnType<typeof mountSmallDisk>>>
  readonly pid: number | undefined
}

const limitFileSize = (pid: number | undefined, bytes: number | 'unlimited') =>
  promisify(execFile)('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`])

const waitAndCount = {
  name: 'counts later',
  nodes: [
    { id: 'wait', type: 'wait', parameters: { ms: 500 } },
    { id: 'count', type: 'stats', parameters: { deltas: { counted: 1 } } },
  ],
  connections: { wait: [{ target: 'count' }] },
}

for (const { name, code, check, reason, begin, end } of troubles) {
  test(`a server ${name} refuses what it cannot store, and goes on by itself afterwards`, async (t) => {
    const disk = await mountSmallDisk(t)
    if (!disk) return t.skip('this user cannot mount a disk')
    const env = { DATABASE_URL: `file:${disk.folder}/scriptd.db` }
    const child = await startCommand(t, { args: ['serve', '--port', '0'], env })
    const log = readLog(child)
    const { url } = await log.until('listening')
    const send = (method: string, path: string, body: object, headers = {}) =>
      fetch(url + path, {
        method,
        headers: { 'Content-Type': 'application/json', ...headers },
        body: JSON.stringify(body),
      })
    const put = (key: string) =>
      send('PUT', `/api/config/user-settings/${key}`, { value: key.repeat(40_000) })
    const dataOf = async (response: Promise<Response> | Response) =>
      Object(await (await response).json()).data

    assert.equal((await put('a')).status, 201)
    const { id: script } = await dataOf(send('POST', '/api/scripts', waitAndCount))
    const headers = { Prefer: 'respond-async' }
    const execute = () => send('POST', `/api/scripts/${script}/execute`, {}, headers)
    const { id: accepted } = await dataOf(execute())
    const place = { disk, pid: child.pid }
    await begin(place)
    for (const key of ['b', 'c', 'd']) {
      const refused = await put(key)
      assert.equal(refused.status, 503)
      assert.equal(refused.headers.get('Retry-After'), '1')
      assert.match(await refused.text(), new RegExp(`"error_code":"${code}"`))
      assert.equal((await fetch(`${url}/api/config/user-settings/a`)).status, 200)
      assert.equal((await fetch(`${url}/api/config/user-settings/${key}`)).status, 404)
    }
    assert.equal((await execute()).status, 503)
    const action = { action_type: 'stats', parameters: { deltas: { counted: 100 } } }
    const { error } = await dataOf(send('POST', '/api/actions', action))
    assert.equal(error.code, code)
    assert.doesNotMatch(error.message, /SQLITE/)
    const unready = await fetch(`${url}/readyz`)
    assert.equal(unready.status, 503)
    assert.match(await unready.text(), new RegExp(`"code":"${check}"`))
    const line = await log.until('database unavailable')
    assert.deepEqual([line.level, line.access, line.reason], ['error', 'write', reason])

    await end(place)
    // Nobody has to write for that.
    await log.until('database available again')
    while ((await fetch(`${url}/readyz`)).status !== 200) await setTimeout(50)
    assert.equal((await put('e')).status, 201)
    const { settings } = await dataOf(fetch(`${url}/api/config/user-settings`))
    assert.deepEqual(Object.keys(settings), ['a', 'e'])
    while ((await dataOf(fetch(`${url}/api/executions/${accepted}`))).status === 'running')
      await setTimeout(50)
    assert.equal((await dataOf(fetch(`${url}/api/executions/${accepted}`))).status, 'completed')
    assert.equal((await dataOf(fetch(`${url}/api/dashboard/stats`))).stats.counted, 1)

    child.kill('SIGTERM')
    assert.deepEqual(await once(child, 'exit'), [0, null])
  })
}

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
