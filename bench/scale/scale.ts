/**
 * `npm run bench:scale [-- --executions N]`: what a durable execution of four nodes costs in processor time and in the
 * database on one, two and three hosts that share a database server and a Restate server, and what it costs when many
 * executions are stored.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createClient } from '@libsql/client'
import { type Cluster, startCluster } from '../../test/support/restate/cluster.ts'
import { fillExecutions } from '../fill.ts'
import { processCpu } from '../process-cpu.ts'
import { fourNodes, INPUT } from '../scripts.ts'

const SIZES = [1, 2, 3]
const CLIENTS = 16
const STORED = 200_000

interface Cost {
  readonly hosts: number
  readonly sqld: number
  readonly restate: number
  /** What the database grows by, in kB. */
  readonly stored: number
  /** Executions a second, of all that this machine computes. */
  readonly rate: number
}

const unfinished = async ({ hosts: [host] }: Cluster): Promise<number> => {
  const answer = await host?.call('GET', '/api/dashboard/stats')
  const { queued, running, waiting } = Object(answer?.data.executions)
  return queued + running + waiting
}

/** Processor time so far, in milliseconds. */
const spent = ({ hosts, sqld, restates }: Cluster) => {
  const sum = (parts: readonly { readonly pid: number | undefined }[]) =>
    parts.reduce((total, { pid }) => total + processCpu(pid) * 1000, 0)
  return { hosts: sum(hosts), sqld: sum([sqld]), restate: sum(restates) }
}

const databaseBytes = async ({ sqld }: Cluster): Promise<number> => {
  const client = createClient({ url: sqld.url })
  const { rows } = await client.execute('SELECT sum(pgsize) AS bytes FROM dbstat')
  client.close()
  return Number(rows[0]?.bytes)
}

const createScript = async ({ hosts: [host] }: Cluster): Promise<string> => {
  const { status, data } = (await host?.call('POST', '/api/scripts', { body: fourNodes })) ?? {}
  if (status !== 201) throw new Error(`the script was answered ${status}`)
  return `/api/scripts/${data?.id}/execute`
}

/** Starts executions that answer before they run, which Restate hands to the hosts, and waits until all have ended. */
const execute = async (cluster: Cluster, path: string, count: number): Promise<void> => {
  let left = count
  const client = async (number: number) => {
    const host = cluster.hosts[number % cluster.hosts.length]
    while (left-- > 0) {
      const answer = await host?.call('POST', path, {
        body: { input: INPUT },
        headers: { prefer: 'respond-async' },
      })
      if (answer?.status !== 202) throw new Error(`an execution was answered ${answer?.status}`)
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, (_, number) => client(number)))
  while ((await unfinished(cluster)) > 0) await pause(100)
}

const measure = async (cluster: Cluster, path: string, count: number): Promise<Cost> => {
  const bytes = await databaseBytes(cluster)
  const before = spent(cluster)
  const from = performance.now()
  await execute(cluster, path, count)
  const seconds = (performance.now() - from) / 1000
  const after = spent(cluster)
  return {
    hosts: (after.hosts - before.hosts) / count,
    sqld: (after.sqld - before.sqld) / count,
    restate: (after.restate - before.restate) / count,
    stored: ((await databaseBytes(cluster)) - bytes) / count / 1000,
    rate: count / seconds,
  }
}

const print = (name: string, { hosts, sqld, restate, stored, rate }: Cost) => {
  const figures = [hosts, sqld, restate, hosts + sqld + restate, stored].map((ms) =>
    ms.toFixed(2).padStart(8),
  )
  process.stdout.write(`${name.padEnd(28)}${figures.join('')}${rate.toFixed(0).padStart(8)}\n`)
}

const { values } = parseArgs({ options: { executions: { type: 'string', default: '2000' } } })
const count = Number(values.executions)

process.stdout.write(
  `${'ms of processor time each'.padEnd(28)}   hosts    sqld restate  in all      kB  a second\n`,
)
for (const size of SIZES) {
  const cleanUps: (() => unknown)[] = []
  try {
    const cluster = await startCluster({ after: (cleanUp) => cleanUps.unshift(cleanUp) }, { hosts: size })
    const path = await createScript(cluster)
    // The first ones pay for what is compiled and cached.
    await execute(cluster, path, count / 4)
    print(size === 1 ? '1 host' : `${size} hosts`, await measure(cluster, path, count))
    if (size === 1) {
      await fillExecutions(cluster.sqld.url, STORED)
      await execute(cluster, path, count / 4)
      print(`1 host, ${STORED.toLocaleString('en')} stored`, await measure(cluster, path, count))
    }
  } finally {
    for (const cleanUp of cleanUps) await cleanUp()
  }
}
