import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConnectionPool, Sqlite3Client } from '@libsql/client/sqlite3'
import { pino } from 'pino'
import { type Database, openDatabase } from '../src/db/client.ts'
import { Lease } from '../src/db/lease/lease.ts'
import { CachingPool } from '../src/db/statement-cache.ts'
import { type WriteKind, Writer } from '../src/db/writer.ts'
import { isoTime, systemClock } from '../src/lib/time/clock.ts'
import { IsoTimes } from '../src/lib/time/iso-times.ts'
import { BufferedDestination } from '../src/logging/buffered-destination.ts'
import { median } from './statistics.ts'

// The gain of each device of docs/decisions/0051 to 0057: with and without it in turn, medians of CPU time.
const ROUNDS = 9

type Case = () => Promise<unknown> | unknown

const cpuMicroseconds = async (work: Case): Promise<number> => {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}

/** Runs the cases alternately and prints the median cost of one operation each. */
const compare = async (title: string, operations: number, cases: Readonly<Record<string, Case>>) => {
  const times = new Map(Object.keys(cases).map((name) => [name, [] as number[]]))
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, work] of Object.entries(cases)) {
      const time = await cpuMicroseconds(work)
      // The first round warms up.
      if (round > 0) times.get(name)?.push(time / operations)
    }
  }
  const medians = [...times].map(([name, all]) => `${name} ${median(all).toFixed(3)}`)
  process.stdout.write(`${title}, µs of CPU time per operation: ${medians.join(', ')}\n`)
}

const folder = await mkdtemp(join(tmpdir(), 'devices-'))
const fileOf = (name: string) => join(folder, `${name}.db`)

const statementCache = async () => {
  const cases = Object.entries({ with: CachingPool, without: ConnectionPool }).map(async ([name, Pool]) => {
    const client = new Sqlite3Client(new Pool(fileOf(`cache-${name}`), {}, 1), 'number')
    await client.executeMultiple(
      'PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; CREATE TABLE t (id INTEGER PRIMARY KEY, a, b, c)',
    )
    await client.batch(Array.from({ length: 100 }, (_, id) => `INSERT INTO t VALUES (${id}, 1, 2, 3)`))
    const reads = async () => {
      for (let count = 0; count < 2000; count++)
        await client.execute({
          sql: 'SELECT id, a, b, c FROM t WHERE id = ? AND a = ?',
          args: [count % 100, 1],
        })
    }
    return [name, reads] as const
  })
  await compare('statement cache, a read by key', 2000, Object.fromEntries(await Promise.all(cases)))
}

const bufferedLog = async () => {
  const file = await open('/dev/null', 'w')
  const ownDestination = pino.destination({ fd: file.fd, sync: false, minLength: 1 })
  const own = pino(
    {},
    new BufferedDestination({
      write: (block) => ownDestination.write(block),
      flush: (done) => ownDestination.flush(done),
      end: () => undefined,
    }),
  )
  const itsDestination = pino.destination({ fd: file.fd, sync: false, minLength: 16_000 })
  const its = pino({}, itsDestination)
  const direct = pino({}, pino.destination({ fd: file.fd, sync: true }))
  const log = (logger: typeof own) => async () => {
    for (let count = 0; count < 20_000; count++) {
      logger.info({ method: 'GET', route: '/api/scripts/{id}', status: 200, duration_ms: count }, 'request')
      // A server logs in many turns of the event loop.
      if (count % 50 === 0) await new Promise(setImmediate)
    }
  }
  await compare('log line', 20_000, {
    'own blocks': log(own),
    'blocks of pino': log(its),
    synchronous: log(direct),
  })
}

const isoTimes = async () => {
  const times = new IsoTimes()
  const repeat = (convert: (ms: number) => string) => () => {
    let length = 0
    for (let count = 0; count < 200_000; count++)
      length += convert(1_700_000_000_000 + Math.floor(count / 20)).length
    return length
  }
  await compare('time as text, 20 in a millisecond', 200_000, {
    'last one kept': repeat((ms) => times.toText(ms)),
    'each converted': repeat(isoTime),
  })
}

const insert: WriteKind<number, undefined> = {
  statements: (items) => items.map((id) => ({ sql: 'INSERT INTO t VALUES (?, ?)', args: [id, 'text'] })),
  results: (_sets, items) => items.map(() => undefined),
}

const openTable = async (name: string) => {
  const database = await openDatabase({ url: `file:${fileOf(name)}`, synchronous: 'FULL' })
  await database.batch(['CREATE TABLE t (id INTEGER PRIMARY KEY, text)'])
  return database
}

const groupCommit = async () => {
  const [grouped, single, fenced] = await Promise.all(['grouped', 'single', 'fenced'].map(openTable))
  if (!grouped || !single || !fenced) return
  const holder = { host: 'here', pid: process.pid, id: 'a' }
  const lease = new Lease({ database: fenced, clock: systemClock, holder, isAlive: () => true })
  await lease.take()
  const writer = new Writer(grouped)
  const fencedWriter = new Writer(fenced, lease.fence)
  let next = 0
  const ids = () => Array.from({ length: 200 }, () => next++)
  const alone = (database: Database) => async () => {
    for (const id of ids()) await database.batch(insert.statements([id]))
  }
  const waits = async (writes: () => Promise<unknown>) => {
    const started = performance.now()
    await writes()
    return performance.now() - started
  }
  const together = (own: Writer) => () => Promise.all(ids().map((id) => own.write(insert, id)))
  await compare('write', 200, {
    'one transaction together': together(writer),
    'one each': alone(single),
    'together, with fence': together(fencedWriter),
  })
  const [one, each] = [await waits(together(writer)), await waits(alone(single))]
  process.stdout.write(
    `200 writes on this disk: together ${one.toFixed(1)} ms, one each ${each.toFixed(1)} ms\n`,
  )
}

/** Locks the database in another process; resolves when it is locked. Two SQLite libraries of one process share locks. */
const lockFor = async (path: string, ms: number) => {
  const program = `const { DatabaseSync } = require('node:sqlite')
    const database = new DatabaseSync(${JSON.stringify(path)})
    database.exec('BEGIN IMMEDIATE')
    console.log('locked')
    setTimeout(() => database.exec('ROLLBACK'), ${ms})`
  const child = spawn(process.execPath, ['--eval', program])
  await once(child.stdout, 'data')
  return { exited: once(child, 'exit') }
}

/** The longest stall of the event loop while another process holds the write lock. */
const busyStall = async () => {
  const database = await openTable('busy')
  const blocking = new Sqlite3Client(new ConnectionPool(fileOf('busy'), { timeout: 5000 }, 1), 'number')
  const writes = {
    'retrying client': () => database.batch(['INSERT INTO t (text) VALUES (1)']),
    'waiting in SQLite': () => blocking.batch(['INSERT INTO t (text) VALUES (1)'], 'write'),
  }
  for (const [name, write] of Object.entries(writes)) {
    const { exited } = await lockFor(fileOf('busy'), 500)
    let last = performance.now()
    let stall = 0
    const timer = setInterval(() => {
      stall = Math.max(stall, performance.now() - last)
      last = performance.now()
    }, 1)
    await new Promise(setImmediate)
    await write()
    await exited
    await new Promise((resolve) => setTimeout(resolve, 10))
    clearInterval(timer)
    process.stdout.write(
      `${name}, write lock held for 500 ms: event loop stalled for ${stall.toFixed(0)} ms\n`,
    )
  }
}

/** What a transaction costs the main thread: its time is what other requests wait for. */
const writeThread = async () => {
  const [here, inThread] = await Promise.all(['here', 'in-thread'].map(openTable))
  if (!here || !inThread) return
  await inThread.writeInThread()
  let next = 0
  const sizes = { 'one row': [1, 100], '200 rows': [200, 100], '32 MB': [32, 1e6] } as const
  for (const [name, [rows, length]] of Object.entries(sizes)) {
    for (const [where, database] of Object.entries({ 'main thread': here, 'write thread': inThread })) {
      const used: number[] = []
      for (let round = 0; round <= ROUNDS; round++) {
        const text = 'x'.repeat(length)
        const statements = Array.from({ length: rows }, () => ({
          sql: 'INSERT INTO t VALUES (?, ?)',
          args: [next++, text],
        }))
        const before = process.threadCpuUsage()
        await database.batch(statements)
        const { user, system } = process.threadCpuUsage(before)
        if (round > 0) used.push((user + system) / 1000)
      }
      process.stdout.write(
        `transaction of ${name} in the ${where}: ${median(used).toFixed(2)} ms of the main thread\n`,
      )
    }
  }
  await Promise.all([here.close(), inThread.close()])
}

try {
  await writeThread()
  await statementCache()
  await bufferedLog()
  await isoTimes()
  await groupCommit()
  await busyStall()
} finally {
  await rm(folder, { recursive: true })
}
