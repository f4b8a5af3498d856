import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Application, openApplication } from '../src/app/lifecycle.ts'
import { parseConfig } from '../src/config/config.ts'
import { openDatabase } from '../src/db/client.ts'
import { createLogger } from '../src/logging/logger.ts'

// How long a server's writes take while backups of a database of some hundred megabytes are made, beside none.
const EXECUTIONS = 300_000
const ROUNDS = 6
const IDLE_MS = 4000

const MAIN = join(import.meta.dirname, '../src/main.ts')

const folder = await mkdtemp(join(tmpdir(), 'backup-'))
const path = join(folder, 'scriptd.db')
const url = `file:${path}`

const start = async (): Promise<Application> => {
  const config = parseConfig({
    DATABASE_URL: url,
    WORKSPACE_DIR: `${folder}/workspace`,
    EXECUTION_RETENTION_DAYS: '0',
  })
  const application = await openApplication({ config, logger: createLogger({ level: 'warn' }) })
  await application.start()
  return application
}

const fill = async () => {
  const database = await openDatabase({ url, synchronous: 'OFF' })
  const numbers = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${EXECUTIONS})`
  await database.batch([
    `INSERT INTO graphs VALUES ('g', '{"nodes":[],"connections":{}}')`,
    `INSERT INTO executions (id, script_id, graph_hash, status, input, output, attempts, created_at, started_at,
        finished_at, duration_ms)
      ${numbers} SELECT printf('ex_%026d', i), 1, 'g', 'completed', 'null', json_quote(hex(randomblob(100))), 1,
        '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', 1 FROM n`,
    `INSERT INTO node_executions (execution_id, path, node_id, type, status, output, attempts, started_seq, finished_seq)
      SELECT executions.id, '', node.value, 'transform', 'completed', json_quote(hex(randomblob(100))), 1, 1, 2
      FROM executions, json_each('["a", "b"]') AS node`,
    `INSERT INTO execution_totals VALUES ('completed', ${EXECUTIONS}, ${EXECUTIONS})`,
  ])
  await database.close()
}

/** Writes one after another, a millisecond apart, until the work is done; gives how long each took, in milliseconds. */
const write = async ({ app }: Application, work: Promise<unknown>): Promise<number[]> => {
  const times: number[] = []
  let isDone = false
  work.finally(() => {
    isDone = true
  })
  const request = {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ deltas: { written: 1, counted: 1 } }),
  }
  while (!isDone) {
    // From when it is due, so that time in which the server stands still counts.
    const due = performance.now() + 1
    await pause(1)
    await app.request('/api/dashboard/stats/increment', request)
    times.push(performance.now() - due)
  }
  return times
}

const backUp = async (): Promise<void> => {
  const args = [MAIN, 'backup', '--force', '--database-url', url, join(folder, 'backup.db')]
  const [code] = await once(spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] }), 'exit')
  if (code !== 0) throw new Error('there is no backup')
  // What has piled up meanwhile is moved into the file by one of the next commits.
  await pause(200)
}

const percentile = (times: readonly number[], share: number): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * share)] ?? Number.NaN

const report = (name: string, times: readonly number[]) => {
  const [p50, p99, most] = [0.5, 0.99, 1].map((share) =>
    percentile(times, Math.min(share, 1 - 1 / times.length)),
  )
  console.log(
    `${name.padEnd(8)} ${times.length} writes, p50 ${p50?.toFixed(2)}, p99 ${p99?.toFixed(2)}, max ${most?.toFixed(2)} ms`,
  )
  return p99 ?? Number.NaN
}

await (await start()).close()
await fill()
const server = await start()
await write(server, pause(IDLE_MS))

const idle: number[] = []
const busy: number[] = []
let backupMs = 0
// In turns, so that whatever else the machine does falls on both.
for (let round = 0; round < ROUNDS; round++) {
  idle.push(...(await write(server, pause(IDLE_MS))))
  const startedAt = performance.now()
  busy.push(...(await write(server, backUp())))
  backupMs += performance.now() - startedAt
}
await server.close()

const ratio = (1 / report('idle', idle)) * report('backup', busy)
const megabytes = (await stat(path)).size / 1e6
console.log(
  `p99 during a backup is ${ratio.toFixed(2)} of idle; ${megabytes.toFixed()} MB in ${(backupMs / ROUNDS / 1000).toFixed(1)} s`,
)
await rm(folder, { recursive: true, force: true })
