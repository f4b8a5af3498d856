import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Application, openApplication } from '../src/app/lifecycle.ts'
import { parseConfig } from '../src/config/config.ts'
import { openDatabase } from '../src/db/client.ts'
import { createLogger } from '../src/logging/logger.ts'
import { fillExecutions } from './fill.ts'
import { percentile } from './statistics.ts'

// How long reads take while 200,000 executions of two nodes are pruned in the background, beside an idle server.
const EXECUTIONS = 200_000
const KEPT = 1000
const MEASURED_MS = 10_000

const folder = await mkdtemp(join(tmpdir(), 'retention-'))
const url = `file:${folder}/scriptd.db`

const start = async (count: number): Promise<Application> => {
  const config = parseConfig({
    DATABASE_URL: url,
    WORKSPACE_DIR: `${folder}/workspace`,
    EXECUTION_RETENTION_DAYS: '0',
    EXECUTION_RETENTION_COUNT: String(count),
  })
  const application = await openApplication({ config, logger: createLogger({ level: 'warn' }) })
  await application.start()
  return application
}

/** Reads one after another, a millisecond apart; gives how long each took, in milliseconds. */
const read = async ({ app }: Application): Promise<number[]> => {
  const times: number[] = []
  const paths = ['/api/scripts/1', '/api/executions?limit=20', '/api/dashboard/stats']
  const end = performance.now() + MEASURED_MS
  while (performance.now() < end) {
    // From when it is due, so that time in which the server stands still counts.
    const due = performance.now() + 1
    await pause(1)
    await app.request(paths[times.length % paths.length] ?? '/')
    times.push(performance.now() - due)
  }
  return times
}

const report = (name: string, times: readonly number[]) => {
  const [p50, p99, most] = [0.5, 0.99, 1].map((share) => percentile(times, share))
  console.log(
    `${name.padEnd(8)} ${times.length} reads, p50 ${p50?.toFixed(2)}, p99 ${p99?.toFixed(2)}, max ${most?.toFixed(2)} ms`,
  )
  return p99 ?? Number.NaN
}

const countLeft = async (): Promise<number> => {
  const database = await openDatabase({ url, synchronous: 'OFF' })
  const { rows } = await database.execute('SELECT sum(count) AS count FROM execution_totals')
  await database.close()
  return Number(rows[0]?.count)
}

const setUp = await start(0)
await setUp.app.request('/api/scripts', {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ name: 'read', nodes: [{ id: 'a', type: 'start' }] }),
})
await setUp.close()
await fillExecutions(url, EXECUTIONS)

const idleServer = await start(0)
await read(idleServer)
const idle = report('idle', await read(idleServer))
await idleServer.close()

const pruning = await start(KEPT)
const busy = report('pruning', await read(pruning))
const left = await countLeft()
console.log(`p99 while pruning is ${(busy / idle).toFixed(2)} of idle; ${EXECUTIONS - left} pruned meanwhile`)
await pruning.close()
await rm(folder, { recursive: true, force: true })
