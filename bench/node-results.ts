import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../src/db/client.ts'
import { migrate, readMigrations } from '../src/db/migrate.ts'
import { Writer } from '../src/db/writer.ts'
import { API_TRIGGER } from '../src/domain/triggers/trigger.ts'
import type { ExecutionRecord, NodeRecord } from '../src/engine/records.ts'
import { ExecutionRepository } from '../src/features/executions/store/repository.ts'
import { median } from './statistics.ts'

// What it costs to store the nodes of an ended execution in its own row, beside rows of their own: processor time of
// this process, which other load on the machine disturbs less than elapsed time.
const ROUNDS = 7
const CASES = [
  { nodes: 4, executions: 10_000 },
  { nodes: 100, executions: 500 },
  { nodes: 10_000, executions: 5 },
] as const
const CONCURRENT = 64
// Below this a separate row for each node costs nothing, and the other layout can go.
const MIN_GAIN = 1.2

const graph = { hash: 'bench', graph: { nodes: [], connections: {} } }
const NOW = '2026-11-24T10:00:00.000Z'

const executionId = (n: number): string => `ex_${String(n).padStart(26, '0')}`

const executionOf = (id: string): ExecutionRecord => ({
  id,
  script_id: 1,
  graph_hash: graph.hash,
  variables_hash: null,
  batch_id: null,
  retry_of: null,
  trigger: API_TRIGGER,
  sequence: null,
  strict: false,
  script_version: null,

  input: { items: [{ price: 42 }] },
  status: 'completed',
  output: { total: 42 },
  error: null,
  attempts: 1,
  timeout_ms: null,
  created_at: NOW,
  started_at: NOW,
  finished_at: NOW,
  duration_ms: 3,
  caller: null,
  interruptions: 0,
})

const nodeOf = (_: unknown, index: number): NodeRecord => ({
  path: '',
  node_id: `node_${index}`,
  type: 'transform',
  status: 'completed',
  port: 'out',
  output: { total: 42, text: 'x'.repeat(60) },
  error: null,
  attempts: 1,
  started_at: NOW,
  finished_at: NOW,
  duration_ms: 1,
  started_seq: 2 * index + 1,
  finished_seq: 2 * index + 2,
  state: null,
  logs: null,
  warnings: null,
  earlier_errors: null,
})

/** Microseconds of processor time for each of `count` calls, at most `CONCURRENT` of them at a time. */
const processorTime = async (count: number, call: (n: number) => Promise<unknown>): Promise<number> => {
  const start = process.cpuUsage()
  let next = 0
  const caller = async () => {
    while (next < count) await call(next++)
  }
  await Promise.all(Array.from({ length: CONCURRENT }, caller))
  const { user, system } = process.cpuUsage(start)
  return (user + system) / count
}

interface Cost {
  readonly write: number
  readonly read: number
  readonly remove: number
  readonly bytes: number
}

const measure = async (isWhole: boolean, { nodes, executions }: (typeof CASES)[number]): Promise<Cost> => {
  const folder = await mkdtemp(join(tmpdir(), 'node-results-'))
  const database = await openDatabase({ url: `file:${folder}/bench.db`, synchronous: 'OFF' })
  await migrate(database, readMigrations(join(import.meta.dirname, '../drizzle')))
  const repository = new ExecutionRepository(database, new Writer(database))
  const records = Array.from({ length: nodes }, nodeOf)
  const write = await processorTime(executions, (n) =>
    repository.finish({ execution: executionOf(executionId(n)), nodes: records, graphs: [graph], isWhole }),
  )
  const read = await processorTime(executions, (n) => repository.find(executionId(n)))
  const { rows } = await database.execute(
    'SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()',
  )
  const remove = await processorTime(executions, (n) => repository.remove(executionId(n)))
  await database.close()
  await rm(folder, { recursive: true })
  return { write, read, remove, bytes: Number(rows[0]?.bytes) / executions }
}

const medians = (costs: readonly Cost[]): Cost => ({
  write: median(costs.map(({ write }) => write)),
  read: median(costs.map(({ read }) => read)),
  remove: median(costs.map(({ remove }) => remove)),
  bytes: median(costs.map(({ bytes }) => bytes)),
})

const text = ({ write, read, remove, bytes }: Cost): string =>
  `write ${write.toFixed(0)} µs, read ${read.toFixed(0)} µs, remove ${remove.toFixed(0)} µs, ${bytes.toFixed(0)} bytes`

for (const each of CASES) {
  const [inRow, inRows]: [Cost[], Cost[]] = [[], []]
  for (let round = 0; round < ROUNDS; round++) {
    inRow.push(await measure(true, each))
    inRows.push(await measure(false, each))
  }
  const [own, other] = [medians(inRow), medians(inRows)]
  console.log(`${each.nodes} nodes, for each execution:`)
  console.log(`  in the row of the execution   ${text(own)}`)
  console.log(`  in a row for each node        ${text(other)}`)
  const gain = other.write / own.write
  const verdict = gain < MIN_GAIN ? `below ${MIN_GAIN}: one layout would do` : 'two layouts pay'
  console.log(`  writing takes ${gain.toFixed(2)} times as long; ${verdict}`)
}
