import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { createTestApp } from '../support/http/test-app.ts'
import { NEEDS_SQLD } from '../support/sqld/executable.ts'
import { Sqld } from '../support/sqld/sqld.ts'
import { startMigratedSqld } from '../support/sqld/template.ts'

interface SetUpOptions {
  readonly env?: Readonly<Record<string, string>>
  /** Whether the server takes rows of up to 5 MB, as it does unless it is told otherwise. */
  readonly isNew?: boolean
}

/** The program on a server's database. */
const setUp = async (t: TestContext, { env = {}, isNew = false }: SetUpOptions = {}) => {
  const sqld = isNew ? await Sqld.start(t) : await startMigratedSqld(t)
  const app = await createTestApp(t, { url: sqld.url, env })
  const create = async (name: string, nodes: readonly object[], connections = {}) => {
    const { status, json, text } = await app.request('POST', '/api/scripts', {
      body: { name, nodes, connections },
    })
    assert.equal(status, 201, text)
    return Number(json.data.id)
  }
  const ended = async (id: string) => {
    for (;;) {
      const { status, json } = await app.request('GET', `/api/executions/${id}`)
      if (status === 200 && json.data.finished_at !== null) return json.data
      await pause(50)
    }
  }
  return { ...app, sqld, create, ended }
}

const START = [{ id: 'a', type: 'start' }]

test('a taken name is a conflict', NEEDS_SQLD, async (t) => {
  const { request, create } = await setUp(t)
  await create('a', START)
  const { status, json } = await request('POST', '/api/scripts', { body: { name: 'a' } })
  assert.deepEqual([status, json.error_code], [409, 'SCRIPT_NAME_TAKEN'])
})

for (const trouble of ['is down', 'hangs'] as const) {
  test(
    `while the server ${trouble}, requests are asked to come back; accepted work goes on after it`,
    NEEDS_SQLD,
    async (t) => {
      const { request, sqld, create, ended } = await setUp(t, { env: { DATABASE_TIMEOUT_MS: '3000' } })
      const nodes = [
        { id: 'wait', type: 'wait', parameters: { ms: 300 } },
        { id: 'count', type: 'stats', parameters: { deltas: { done: 1 } } },
      ]
      const script = await create('a', nodes, { wait: [{ target: 'count' }] })
      const { json } = await request('POST', `/api/scripts/${script}/execute`, {
        headers: { Prefer: 'respond-async' },
      })
      if (trouble === 'hangs') await sqld.hang()
      else await sqld.kill()
      for (const [method, path] of [
        ['POST', `/api/scripts/${script}/execute`],
        ['GET', '/api/executions'],
      ] as const) {
        const { status, json, headers } = await request(method, path)
        assert.deepEqual(
          [status, json.error_code, headers.get('Retry-After')],
          [503, 'DATABASE_UNAVAILABLE', '1'],
          path,
        )
      }
      await pause(500)
      if (trouble === 'hangs') sqld.resume()
      else await sqld.restart()
      assert.equal((await ended(json.data.id)).status, 'completed')
      assert.equal((await request('GET', '/api/dashboard/stats')).json.data.stats.done, 1)
    },
  )
}

const LIMIT = 5_000_000
const LARGE = `$join([1..${LIMIT / 100}].('${'x'.repeat(120)}'))`

test('an input that the server does not store is refused', NEEDS_SQLD, async (t) => {
  const { request, create } = await setUp(t, { isNew: true })
  const script = await create('a', START)
  const body = { input: 'x'.repeat(LIMIT + 100_000) }
  for (const headers of [{}, { Prefer: 'respond-async' }]) {
    const { status, json } = await request('POST', `/api/scripts/${script}/execute`, { body, headers })
    assert.deepEqual([status, json.error_code], [413, 'ROW_TOO_LARGE'])
  }
  const { json } = await request('GET', '/api/executions')
  assert.equal(json.count, 0)
})

test('a server keeps the limits of its database when it starts again', NEEDS_SQLD, async (t) => {
  const { request, sqld, create } = await setUp(t)
  const script = await create('a', START)
  await sqld.stop()
  await sqld.restart()
  const body = { input: 'x'.repeat(LIMIT + 100_000) }
  for (;;) {
    const { status } = await request('POST', `/api/scripts/${script}/execute`, { body })
    if (status === 200) break
    assert.equal(status, 503)
  }
})

test(
  'an execution with an output that the server does not store fails, whatever runs after it',
  NEEDS_SQLD,
  async (t) => {
    const { request, create, ended } = await setUp(t, { isNew: true })
    const large = { id: 'large', type: 'transform', parameters: { expression: LARGE } }
    const count = { id: 'count', type: 'stats', parameters: { deltas: { done: 1 } } }
    const alone = await create('alone', [large])
    const followed = await create('followed', [large, count], { large: [{ target: 'count' }] })
    for (const script of [alone, followed]) {
      for (const headers of [{}, { Prefer: 'respond-async' }]) {
        const { json } = await request('POST', `/api/scripts/${script}/execute`, { headers })
        const { status, error, results } = await ended(json.data.id)
        assert.deepEqual([status, error.code, results[0].status], ['failed', 'ROW_TOO_LARGE', 'failed'])
        assert.match(error.message, /max_row_size/)
      }
    }
    const { json } = await request('GET', '/api/dashboard/stats')
    assert.deepEqual(
      [json.data.executions.running, json.data.executions.failed, json.data.stats.done],
      [0, 4, undefined],
    )
  },
)

test(
  'a setting of files is refused for a server, and pruning asks it for nothing that it refuses',
  NEEDS_SQLD,
  async (t) => {
    const { log, request } = await setUp(t)
    assert.equal((await request('GET', '/readyz')).status, 200)
    await pause(100)
    assert.deepEqual(
      log.lines.filter(({ msg }) => msg === 'pruning failed'),
      [],
    )
  },
)

const ROUNDS = 4
const CLIENTS = 8

test(
  'nothing accepted is lost when the server is killed under load, again and again',
  NEEDS_SQLD,
  async (t) => {
    const { request, sqld, create, ended } = await setUp(t)
    const script = await create('a', [{ id: 'wait', type: 'wait', parameters: { ms: 50 } }])
    const accepted: string[] = []
    let isOver = false
    const work = async (headers: Record<string, string>) => {
      while (!isOver) {
        const { status, json } = await request('POST', `/api/scripts/${script}/execute`, { headers })
        if (status < 300) accepted.push(json.data.id)
        else await pause(20)
      }
    }
    const clients = Array.from({ length: CLIENTS }, (_, n) => work(n % 2 ? { Prefer: 'respond-async' } : {}))
    for (let round = 0; round < ROUNDS; round++) {
      const before = accepted.length
      while (accepted.length < before + 20) await pause(20)
      await sqld.kill()
      await pause(100)
      await sqld.restart()
    }
    isOver = true
    await Promise.all(clients)
    const states = await Promise.all(accepted.map(ended))
    t.diagnostic(`${ROUNDS} kills, ${accepted.length} accepted, 0 lost`)
    assert.ok(states.every(({ status }) => status === 'completed'))
  },
)
