import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:http2'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { createClient } from '@libsql/client'
import { startReceiver } from '../support/net/collector.ts'
import { type Cluster, startCluster } from '../support/restate/cluster.ts'
import { Sqld } from '../support/sqld/sqld.ts'
import { faults } from './faults.ts'
import { createScripts, startLoad } from './load.ts'

const { SCALE_HOSTS = '3', SCALE_RESTATES = '3' } = process.env
/** How many executions are accepted before and after each fault. */
const AROUND = 12

interface Ended {
  readonly id: string
  readonly status: string
  readonly tick: string | null
  readonly createdAt: number
  readonly finishedAt: number
}

const listed = async ({ hosts: [host] }: Cluster, query: string): Promise<readonly Ended[]> => {
  const found: Ended[] = []
  let cursor = ''
  for (;;) {
    const answer = await host?.call('GET', `/api/executions?limit=200&${query}${cursor}`)
    for (const { id, status, trigger, created_at, finished_at } of answer?.list ?? [])
      found.push({
        id: String(id),
        status: String(status),
        tick: Object(trigger).scheduled_at ?? null,
        createdAt: Date.parse(String(created_at)),
        finishedAt: finished_at === null ? Number.POSITIVE_INFINITY : Date.parse(String(finished_at)),
      })
    if (!answer?.next) return found
    cursor = `&cursor=${encodeURIComponent(answer.next)}`
  }
}

const unfinished = async ({ hosts: [host] }: Cluster): Promise<number> => {
  const answer = await host?.call('GET', '/api/dashboard/stats')
  const { queued, running, waiting, scheduled } = Object(answer?.data.executions)
  return queued + running + waiting + scheduled
}

/** How often executions have ended, which is counted in the transactions that end them. */
const endings = async ({ hosts: [host] }: Cluster): Promise<number> => {
  const answer = await host?.call('GET', '/api/dashboard/timeseries?bucket=day')
  return (answer?.list ?? []).reduce((sum, { executions }) => sum + Number(executions), 0)
}

/** How many completed executions a replica comes to have, as far as it has followed. */
const completedOn = async (replica: Sqld, expected: number): Promise<number> => {
  const client = createClient({ url: replica.url })
  try {
    for (;;) {
      const { rows } = await client.execute(
        `SELECT count(*) AS count FROM executions WHERE status = 'completed'`,
      )
      const count = Number(rows[0]?.count)
      if (count >= expected) return count
      await pause(200)
    }
  } finally {
    client.close()
  }
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

test('whatever dies, no accepted execution is lost, and none ends twice', async (t) => {
  const { url: receiver, requests } = await startReceiver(t)
  const cluster = await startCluster(t, {
    hosts: Number(SCALE_HOSTS),
    servers: Number(SCALE_RESTATES),
    canCut: true,
    isPrimary: true,
  })
  const replica = await Sqld.start(t, { primary: cluster.sqld })
  const scripts = await createScripts(cluster, receiver)
  const load = startLoad(cluster, scripts)
  const times: { readonly what: string; readonly from: number; readonly to: number }[] = []
  for (const [what, fault] of Object.entries(faults)) {
    await load.more(AROUND)
    const from = Date.now()
    await fault(cluster)
    await load.more(AROUND)
    times.push({ what, from, to: Date.now() })
  }
  const { accepted, answers, repeats, wrong } = await load.stop()
  const { list: schedules } = (await cluster.hosts[0]?.call('GET', '/api/schedules')) ?? {}
  const path = `/api/schedules/${schedules?.[0]?.id}`
  const paused = await cluster.hosts[0]?.call('PATCH', path, { body: { enabled: false } })
  assert.equal(paused?.status, 200)
  while ((await unfinished(cluster)) > 0) await pause(200)

  const executions = await listed(cluster, `script_id=${scripts.counted}`)
  const byId = new Map(executions.map((execution) => [execution.id, execution]))
  const lost = [...accepted].filter((id) => byId.get(id)?.status !== 'completed')
  const counts = new Map<string, number>()
  for (const { path } of requests) counts.set(path, (counts.get(path) ?? 0) + 1)
  const missing = executions.flatMap(({ id }) => [`/${id}/a`, `/${id}/b`]).filter((path) => !counts.has(path))
  const ticks = executions.flatMap(({ tick }) => tick ?? [])
  const all = (await listed(cluster, '')).length
  const twice = (await endings(cluster)) - all
  for (const { what, from, to } of times) {
    const during = executions.filter(({ createdAt, finishedAt }) => createdAt < from && finishedAt > from)
    const last = Math.max(from, ...during.map(({ finishedAt }) => finishedAt))
    t.diagnostic(
      `${what}: longest gap ${seconds(load.longestGap(from, to))}; ${during.length} under way, the last ended after ${seconds(last - from)}`,
    )
  }
  const repeated = [...counts].filter(([, count]) => count > 1)
  for (const [path, count] of repeated) {
    const { createdAt = 0, finishedAt = 0 } = byId.get(path.split('/')[1] ?? '') ?? {}
    const met = times.filter(({ from, to }) => createdAt < to && finishedAt > from).map(({ what }) => what)
    t.diagnostic(`${path} was sent ${count} times: ${met.join(', ') || 'nothing had happened'}`)
    assert.notEqual(met.length, 0)
  }
  t.diagnostic(
    `accepted ${accepted.size} (${ticks.length} ticks besides, ${answers} answered at once, ${repeats} requests repeated), lost ${lost.length}, ended twice ${twice}, requests sent more than once ${repeated.length} of ${counts.size}`,
  )
  assert.deepEqual({ lost, missing, wrong, twice }, { lost: [], missing: [], wrong: [], twice: 0 })
  assert.equal(executions.length, accepted.size + ticks.length)
  assert.equal(await completedOn(replica, all), all)
  assert.equal(new Set(ticks).size, ticks.length)
})

test('hosts act as one', async (t) => {
  const { url: receiver, requests } = await startReceiver(t)
  const cluster = await startCluster(t, { hosts: 2 })
  const [first, second] = cluster.hosts
  const { counted } = await createScripts(cluster, receiver)

  await t.test('equal keys sent to two hosts at once have one effect', async () => {
    const headers = { 'idempotency-key': randomUUID() }
    const send = (_: unknown, index: number) =>
      cluster.hosts[index % 2]?.call('POST', `/api/scripts/${counted}/execute`, { body: {}, headers })
    const answers = await Promise.all(Array.from({ length: 20 }, send))
    const ids = new Set(answers.map((answer) => answer?.data.id))
    assert.equal(ids.size, 1)
    const [id] = ids
    assert.equal(requests.filter(({ path }) => path === `/${id}/a`).length, 1)
  })

  await t.test('any host cancels what another one runs', async () => {
    const nodes = [{ id: 'wait', type: 'wait', parameters: { ms: 4000 } }]
    const script = await first?.call('POST', '/api/scripts', { body: { name: 'waiting', nodes } })
    const start = () =>
      first?.call('POST', `/api/scripts/${script?.data.id}/execute`, {
        body: {},
        headers: { prefer: 'respond-async' },
      })
    const took: number[] = []
    while (took.length < 6) {
      const id = (await start())?.data.id
      while ((await second?.call('GET', `/api/executions/${id}`))?.data.status !== 'running') await pause(20)
      const from = performance.now()
      const host = cluster.hosts[took.length % 2]
      const cancelled = await host?.call('POST', `/api/executions/${id}/cancel`)
      took.push(performance.now() - from)
      assert.equal(cancelled?.data.status, 'cancelled')
    }
    t.diagnostic(`cancelled after ${took.map(Math.round).join(', ')} ms`)
  })

  await t.test('the scripts of a batch run in their order, whichever hosts run them', async () => {
    const order = ['one', 'two', 'three', 'four']
    for (const [index, name] of order.entries()) {
      const log = { id: 'send', type: 'http_request', parameters: { url: `${receiver}/batch/${name}` } }
      const body = { name, nodes: [log], execution_order: index - 10 }
      assert.equal((await first?.call('POST', '/api/scripts', { body }))?.status, 201)
    }
    const batch = await second?.call('POST', '/api/scripts/execute-all', { body: {}, timeoutMs: 60_000 })
    assert.ok(batch && batch.status < 300, String(batch?.status))
    const isSent = (path: string) => requests.some((request) => request.path === path)
    while (!order.every((name) => isSent(`/batch/${name}`))) await pause(50)
    const paths = requests.map(({ path }) => path).filter((path) => path.startsWith('/batch/'))
    assert.deepEqual(
      [...new Set(paths)],
      order.map((name) => `/batch/${name}`),
    )
  })

  await t.test('any host shows the tables that another one has made, and the files', async () => {
    const query = 'SELECT value AS n FROM json_each(?)'
    const parameters = { query, parameters: ['[1, 2, 3]'], as: 'table' }
    const nodes = [
      { id: 'rows', type: 'sql', parameters },
      {
        id: 'write',
        type: 'file_write',
        parameters: { path: 'rows.csv', format: 'csv', content: '{{ input }}' },
      },
    ]
    const connections = { rows: [{ target: 'write' }] }
    const script = await first?.call('POST', '/api/scripts', { body: { name: 'rows', nodes, connections } })
    const started = await first?.call('POST', `/api/scripts/${script?.data.id}/execute`, { body: {} })
    assert.equal(started?.data.status, 'completed', JSON.stringify(started))
    for (const host of cluster.hosts) {
      const table = await host.call('GET', `/api/executions/${started?.data.id}/nodes/rows/table`)
      assert.deepEqual(table.list, [{ n: 1 }, { n: 2 }, { n: 3 }])
      const files = await host.call('GET', '/api/files')
      assert.match(JSON.stringify(files), /rows\.csv/)
    }
  })

  await t.test('requests that Restate has not signed are refused', async (t) => {
    const session = connect(`http://127.0.0.1:${first?.port}`)
    t.after(() => session.close())
    const stream = session.request({
      ':method': 'POST',
      ':path': '/invoke/scriptd-duties/serve',
      'content-type': 'application/vnd.restate.invocation.v5',
    })
    stream.end()
    const [headers] = await once(stream, 'response')
    assert.equal(headers[':status'], 401)
    stream.close()
  })
})
