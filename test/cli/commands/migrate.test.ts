import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openDatabase } from '../../../src/db/client.ts'
import { Lease } from '../../../src/db/lease/lease.ts'
import { systemClock } from '../../../src/lib/time/clock.ts'
import { createHome } from '../../support/process/command-line.ts'

const FIRST = join(import.meta.dirname, '../../fixtures/databases/0000_first.db')
const names = (await readdir(join(import.meta.dirname, '../../../drizzle')))
  .filter((name) => name.endsWith('.sql'))
  .map((name) => name.replace('.sql', ''))
  .sort()

const UP_TO_DATE = { code: 0, stdout: 'The database is up to date.\n', stderr: '' }

/** A home with a database of the first schema. */
const setUp = async (t: TestContext) => {
  const home = await createHome(t)
  await mkdir(dirname(home.database))
  await copyFile(FIRST, home.database)
  const states = async () =>
    (await home.call(['migrate', '--status'])).stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ +/))
  return { ...home, states }
}

test('a new database is made with the whole schema', async (t) => {
  const { call, database } = await createHome(t)
  const status = await call(['migrate', '--status'])
  assert.deepEqual([status.code, status.stdout.match(/pending/g)?.length], [0, names.length])
  assert.ok(!existsSync(database))
  assert.equal((await call(['migrate'])).stdout, names.map((name) => `applied  ${name}\n`).join(''))
  assert.deepEqual(await call(['migrate']), UP_TO_DATE)
  assert.equal((await call(['stats'])).code, 0)
})

test('an old database gets what it lacks; looking at it changes nothing', async (t) => {
  const { call, states, database } = await setUp(t)
  const before = await readFile(database)
  const [first, ...later] = names
  assert.deepEqual(await states(), [[first, 'applied'], ...later.map((name) => [name, 'pending'])])
  assert.deepEqual(await readFile(database), before)
  assert.equal((await call(['migrate'])).stdout, later.map((name) => `applied  ${name}\n`).join(''))
  assert.deepEqual(
    await states(),
    names.map((name) => [name, 'applied']),
  )
})

test('a database that a server is using is left alone unless nothing is pending', async (t) => {
  const { call, env, states } = await setUp(t)
  const database = await openDatabase({ url: env.DATABASE_URL, synchronous: 'OFF' })
  t.after(() => database.close())
  const holder = { host: 'there', pid: 7, id: 'theirs' }
  // Renewed ahead of time, so that no slow machine finds the lease stale.
  const clock = { ...systemClock, now: () => systemClock.now() + 3_600_000 }
  const lease = new Lease({ database, clock, holder, isAlive: () => true })
  await lease.take()
  const { code, stderr } = await call(['migrate'])
  assert.deepEqual([code, stderr], [1, 'scriptd: process 7 on there is using the database: stop it first\n'])
  assert.equal((await states())[1]?.[1], 'pending')

  await lease.release()
  assert.equal((await call(['migrate'])).code, 0)
  await lease.take()
  assert.deepEqual(await call(['migrate']), UP_TO_DATE)
})

test('a database of another program is refused in one line', async (t) => {
  const { call, env, database: path } = await createHome(t)
  const database = await openDatabase({ url: env.DATABASE_URL, synchronous: 'OFF' })
  await database.batch(['CREATE TABLE scripts (mine TEXT)'])
  await database.close()
  const { code, stderr } = await call(['migrate'])
  assert.equal(code, 1)
  assert.equal(
    stderr,
    `scriptd: cannot use the database ${path}: its table "scripts" was not made by this program\n`,
  )
})
