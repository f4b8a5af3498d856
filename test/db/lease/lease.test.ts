import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { openDatabase } from '../../../src/db/client.ts'
import { LeaseKeeper } from '../../../src/db/lease/keeper.ts'
import { LEASE_STALE_MS, Lease, readLease } from '../../../src/db/lease/lease.ts'
import { type WriteKind, Writer } from '../../../src/db/writer.ts'
import { captureLog } from '../../support/log-capture.ts'

interface Process {
  readonly host?: string
  readonly pid: number
  readonly id?: string
}

/** Processes, each with a connection of its own, on one database file; the clock is theirs together. */
const setUp = async (t: TestContext) => {
  const folder = await mkdtemp(join(tmpdir(), 'lease-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const time = { now: 1_000_000 }
  const alive = new Set<number>()
  const sleepers: (() => void)[] = []
  const clock = {
    now: () => time.now,
    sleep: (_ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        sleepers.push(resolve)
        signal?.addEventListener('abort', () => reject(signal.reason))
      }),
  }
  const open = async ({ host = 'here', pid, id = 'a' }: Process) => {
    const database = await openDatabase({ url: `file:${folder}/test.db`, synchronous: 'OFF' })
    t.after(() => database.close())
    alive.add(pid)
    const isAlive = (each: number) => alive.has(each)
    return { database, lease: new Lease({ database, clock, holder: { host, pid, id }, isAlive }) }
  }
  /** Lets the pauses end, until what is expected of those who paused has happened. */
  const wakeUntil = async (hasHappened: () => boolean) => {
    for (const wake of sleepers.splice(0)) wake()
    while (!hasHappened()) await nextTurn()
  }
  return { open, time, alive, clock, sleepers, wakeUntil }
}

test('the first process takes the lease, a second one learns who has it', async (t) => {
  const { open } = await setUp(t)
  const first = await open({ pid: 1 })
  const second = await open({ pid: 2 })
  assert.equal(await first.lease.take(), undefined)
  assert.deepEqual(await second.lease.take(), { host: 'here', pid: 1, id: 'a' })
  assert.equal(await first.lease.take(), undefined)
})

test('a released lease is free', async (t) => {
  const { open } = await setUp(t)
  const first = await open({ pid: 1 })
  const second = await open({ pid: 2 })
  await first.lease.take()
  await first.lease.release()
  assert.equal(await second.lease.take(), undefined)
})

for (const { name, holder, gone = false, passed = 0, free } of [
  { name: 'a process of this machine that is gone', holder: { pid: 1 }, gone: true, free: true },
  { name: 'an earlier start under the same pid', holder: { pid: 2, id: 'old' }, free: true },
  { name: 'a process of another machine', holder: { host: 'there', pid: 1 }, gone: true, free: false },
  { name: 'one that is silent for a while', holder: { pid: 1 }, passed: LEASE_STALE_MS, free: false },
  { name: 'one that is silent for too long', holder: { pid: 1 }, passed: LEASE_STALE_MS + 1, free: true },
]) {
  test(`the lease of ${name} is ${free ? '' : 'not '}taken over`, async (t) => {
    const { open, time, alive } = await setUp(t)
    const other = await open(holder)
    const second = await open({ pid: 2 })
    await other.lease.take()
    if (gone) alive.delete(holder.pid)
    time.now += passed
    assert.equal((await second.lease.take()) === undefined, free)
  })
}

test('the lease tells others where its holder answers, from the next time that it is taken', async (t) => {
  const { open, time, clock } = await setUp(t)
  const first = await open({ pid: 1 })
  const second = await open({ pid: 2 })
  const see = () =>
    readLease(second.database, {
      ...clock,
      holder: { host: 'here', pid: 2, id: 'b' },
      isAlive: () => true,
    })
  assert.equal(await see(), undefined)
  const holder = { host: 'here', pid: 1, id: 'a' }
  await first.lease.take()
  assert.deepEqual(await see(), { holder, url: undefined, isFresh: true })
  first.lease.announce('http://127.0.0.1:8000')
  await first.lease.take()
  assert.deepEqual(await see(), { holder, url: 'http://127.0.0.1:8000', isFresh: true })
  time.now += LEASE_STALE_MS + 1
  assert.equal((await see())?.isFresh, false)
  await second.lease.take()
  assert.equal((await see())?.url, undefined)
})

test('the table of the first version gets its column when the lease is taken, and is read without it', async (t) => {
  const { open, clock } = await setUp(t)
  const { database, lease } = await open({ pid: 1 })
  await database.execute(
    'CREATE TABLE __lease (id INTEGER PRIMARY KEY, holder TEXT NOT NULL, beat_at INTEGER)',
  )
  const holder = { host: 'here', pid: 3, id: 'old' }
  await database.execute({
    sql: 'INSERT INTO __lease VALUES (1, ?, ?)',
    args: [JSON.stringify(holder), clock.now()],
  })
  const observer = { ...clock, holder: { ...holder, pid: 2 }, isAlive: () => true }
  assert.deepEqual(await readLease(database, observer), { holder, url: undefined, isFresh: true })
  lease.announce('http://127.0.0.1:8000')
  assert.equal(await lease.take(), undefined)
  assert.equal((await readLease(database, observer))?.url, 'http://127.0.0.1:8000')
})

test('a sign of life keeps the lease; one that comes too late finds it lost', async (t) => {
  const { open, time } = await setUp(t)
  const first = await open({ pid: 1 })
  const second = await open({ pid: 2 })
  await first.lease.take()
  time.now += LEASE_STALE_MS
  assert.equal(await first.lease.renew(), true)
  time.now += LEASE_STALE_MS
  assert.notEqual(await second.lease.take(), undefined)
  time.now += 1
  assert.equal(await second.lease.take(), undefined)
  assert.equal(await first.lease.renew(), false)
})

const insert: WriteKind<number, void> = {
  statements: (numbers) => numbers.map((number) => ({ sql: 'INSERT INTO t VALUES (?)', args: [number] })),
  results: (_sets, numbers) => numbers.map(() => undefined),
}

test('whoever does not hold the lease writes nothing', async (t) => {
  const { open, time } = await setUp(t)
  const first = await open({ pid: 1 })
  const second = await open({ pid: 2 })
  await first.lease.take()
  await first.database.execute('CREATE TABLE t (n INTEGER)')
  const firstWriter = new Writer(first.database, first.lease.fence)
  const secondWriter = new Writer(second.database, second.lease.fence)
  await firstWriter.write(insert, 1)
  await assert.rejects(secondWriter.write(insert, 2), { code: 'STANDBY' })
  time.now += LEASE_STALE_MS + 1
  await second.lease.take()
  await assert.rejects(firstWriter.write(insert, 3), { code: 'STANDBY' })
  await secondWriter.write(insert, 4)
  const { rows } = await second.database.execute('SELECT n FROM t ORDER BY n')
  assert.deepEqual(
    rows.map(({ n }) => n),
    [1, 4],
  )
})

test('a keeper waits for the lease, takes it when it is free, and tells when it is lost', async (t) => {
  const { open, time, clock, sleepers, wakeUntil } = await setUp(t)
  const events: string[] = []
  const keeperOf = (name: string, lease: Lease) => {
    const keeper = new LeaseKeeper({
      lease,
      clock,
      logger: captureLog().logger,
      onLost: () => void events.push(`${name} lost`),
    })
    const start = () => keeper.start(async () => void events.push(`${name} gained`))
    return { start, close: () => keeper.close() }
  }
  const first = await open({ pid: 1 })
  const second = await open({ pid: 2 })
  const firstKeeper = keeperOf('first', first.lease)
  await firstKeeper.start()
  const secondKeeper = keeperOf('second', second.lease)
  await secondKeeper.start()
  // Both look at the lease and pause again.
  await wakeUntil(() => sleepers.length === 2)
  assert.deepEqual(events, ['first gained'])
  await firstKeeper.close()
  await wakeUntil(() => events.length > 1)
  assert.deepEqual(events, ['first gained', 'second gained'])
  time.now += LEASE_STALE_MS + 1
  await first.lease.take()
  await wakeUntil(() => events.length > 2)
  assert.deepEqual(events, ['first gained', 'second gained', 'second lost'])
  await secondKeeper.close()
})
