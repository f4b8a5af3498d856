import assert from 'node:assert/strict'
import { createWriteStream, readFileSync, rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Case, Measure } from '../case.ts'
import { send } from '../request.ts'
import { type Job, programs } from '../rivals/files/programs.ts'
import { executeRequest } from '../scripts.ts'
import type { Server } from '../server.ts'

const REGIONS = 500
const CUSTOMERS = 10_000
const CITIES = 300
const ORDERS = 200_000
const EXPORT_BYTES = 50_000_000
const RESULT = 'result.csv'

/** Numbers that look like any, and are the same in each run. */
const spread = (index: number, of: number): number => (index * 2_654_435_761) % of

function* exported(): Generator<string> {
  const head = 'id,region,customer,amount,quantity,day,note\n'
  yield head
  let left = EXPORT_BYTES - head.length
  for (let id = 1; left > 0; id++) {
    const amount = (spread(id, 100_000) / 100).toFixed(2)
    const day = `2026-${String(1 + spread(id, 12)).padStart(2, '0')}-${String(1 + spread(id, 28)).padStart(2, '0')}`
    const line = `${id},region ${spread(id, REGIONS)},customer ${spread(id, CUSTOMERS)},${amount},${1 + spread(id, 20)},${day},"note ${spread(id, 999_983)}, with text"\n`
    left -= line.length
    yield line
  }
}

function* orders(): Generator<string> {
  yield 'id,customer,amount\n'
  for (let id = 0; id < ORDERS; id++)
    yield `${id},customer ${spread(id, CUSTOMERS)},${(spread(id, 9973) / 100).toFixed(2)}\n`
}

function* customers(): Generator<string> {
  yield 'customer,city\n'
  for (let id = 0; id < CUSTOMERS; id++) yield `customer ${id},city ${spread(id, CITIES)}\n`
}

interface Task {
  readonly name: string
  readonly measures: string
  /** By name, the lines of the files. */
  readonly sources: Readonly<Record<string, () => Generator<string>>>
  readonly sql: string
  readonly script: Job['script']
  /** How many groups there are. */
  readonly groups: number
}

const fileCase = ({ name, measures, sources, sql, script, groups }: Task): Case => ({
  name,
  measures,
  targets: [
    { side: 'ours', metric: 'ms', to: 'sqlite3', atMost: 2 },
    { side: 'ours', metric: 'ms', to: 'pandas', atMost: 1 },
  ],
  async setUp(bench) {
    const server = await bench.ours({ env: { EXECUTE_WAIT_MS: '120000' } })
    const folder = join(server.folder, 'workspace')
    await mkdir(folder, { recursive: true })
    const names = Object.keys(sources)
    let records = 0
    for (const [file, lines] of Object.entries(sources)) {
      const count = await writeLines(join(folder, `${file}.csv`), lines())
      if (file === names[0]) records = count - 1
    }
    const result = join(folder, RESULT)
    const check = () => {
      const [, ...lines] = readFileSync(result, 'utf8').trim().split(/\r?\n/)
      const counted = lines.reduce((sum, line) => sum + Number(line.split(',')[1]), 0)
      assert.deepEqual([lines.length, counted], [groups, records])
      rmSync(result)
    }
    const files = [...names.map((file) => `${file}.csv`), RESULT]
    const imports = names.map((file) => `.import --csv ${file}.csv ${file}`)
    const sqlite = [...imports, '.mode csv', '.headers on', `.once ${RESULT}`, sql]
    return {
      ours: await ours(server, { names, sql, check }),
      ...programs({ folder, files, sqlite, script, check }),
    }
  },
})

/** How many there were. */
const writeLines = async (path: string, lines: Iterable<string>): Promise<number> => {
  let count = 0
  const counted = function* () {
    for (const line of lines) {
      count++
      yield line
    }
  }
  await pipeline(Readable.from(counted()), createWriteStream(path))
  return count
}

interface OwnTask {
  readonly names: readonly string[]
  readonly sql: string
  check(): void
}

/** A script that reads the files and writes the result, from the request to the answer. */
const ours = async ({ url }: Server, { names, sql, check }: OwnTask): Promise<Measure> => {
  const tables = Object.fromEntries(names.map((name) => [name, `{{ nodes.${name} }}`]))
  const nodes = [
    ...names.map((name) => ({
      id: name,
      type: 'file_read',
      parameters: { path: `${name}.csv`, format: 'csv', as: 'table' },
    })),
    { id: 'query', type: 'sql', parameters: { query: sql, tables, as: 'table' } },
    { id: 'write', type: 'file_write', parameters: { path: RESULT, content: '{{ input }}' } },
  ]
  const toQuery = names.map((name) => [name, [{ target: 'query' }]])
  const connections = { ...Object.fromEntries(toQuery), query: [{ target: 'write' }] }
  const script = { name: 'Files', nodes, connections }
  await send(url, { method: 'POST', path: '/api/scripts', body: script, status: 201 })
  const request = executeRequest(1)
  return async () => {
    const before = performance.now()
    await send(url, request)
    const ms = performance.now() - before
    check()
    return { ms }
  }
}

export const groupFile = fileCase({
  name: 'group-file',
  measures: 'a CSV of 50 MB read, grouped by a column with sum and count, and written',
  sources: { exported },
  sql: 'SELECT region, count(*) AS count, sum(amount) AS sum FROM exported GROUP BY region ORDER BY region',
  script: 'group',
  groups: REGIONS,
})

export const joinFiles = fileCase({
  name: 'join-files',
  measures: '200,000 lines of a CSV joined with 10,000 of another, grouped and written',
  sources: { orders, customers },
  sql: 'SELECT city, count(*) AS count, sum(amount) AS sum FROM orders JOIN customers USING (customer) GROUP BY city ORDER BY city',
  script: 'join',
  groups: CITIES,
})
