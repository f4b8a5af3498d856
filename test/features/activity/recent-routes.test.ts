import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { chain } from '../../support/engine/graph-spec.ts'
import { createExecutionApp, fail, start, wait } from '../../support/http/execution-app.ts'

const setUp = async (t: TestContext) => {
  const app = await createExecutionApp(t)
  const get = async (path: string) => {
    const { status, json, text } = await app.call('GET', `/dashboard/${path}`)
    assert.equal(status, 200, text)
    return json.data
  }
  const change = (sql: string) => {
    using database = new DatabaseSync(join(app.folder, 'scriptd.db'))
    database.exec(sql)
  }
  return { ...app, get, change }
}

test('nodes are listed with the durations of their runs, the slowest first', async (t) => {
  const { addScript, call, get } = await setUp(t)
  const slow = await addScript([start('a'), wait('w', 500), fail('f')], chain('a', 'w', 'f'))
  const fast = await addScript([wait('w', 20)])
  await call('POST', `/scripts/${slow}/execute`)
  await call('POST', `/scripts/${fast}/execute`)
  await call('POST', `/scripts/${fast}/execute`)
  const { nodes, ...looked } = await get('nodes')
  assert.deepEqual(looked, { executions: 3, complete: true })
  const brief = nodes.map((node: Record<string, unknown>) => [
    node.script_id,
    node.node_id,
    node.type,
    node.runs,
  ])
  assert.deepEqual(brief.slice(0, 2), [
    [slow, 'w', 'wait', 1],
    [fast, 'w', 'wait', 2],
  ])
  const [first] = nodes
  assert.equal(typeof first.script_name, 'string')
  assert.deepEqual([first.failed, first.longest_duration_ms], [0, first.p95_duration_ms])
  assert.equal(nodes.find(({ node_id }: { node_id: string }) => node_id === 'f').failed, 1)
  assert.equal((await get('nodes?limit=1')).nodes.length, 1)
  assert.equal((await get(`nodes?script_id=${fast}`)).nodes.length, 1)
  assert.deepEqual(await get('nodes?until=2020-01-01T00:00:00Z'), {
    executions: 0,
    complete: true,
    nodes: [],
  })
})

test('an execution whose nodes are too long to be looked at is said to be left out', async (t) => {
  const { addScript, call, get } = await setUp(t)
  const script = await addScript([start('a'), start('b')], chain('a', 'b'))
  await call('POST', `/scripts/${script}/execute`, { body: { input: { text: 'x'.repeat(70_000) } } })
  assert.deepEqual(await get('nodes'), { executions: 1, complete: false, nodes: [] })
})

test('failures are counted by their code, those of the period and of one script', async (t) => {
  const { addScript, call, get } = await setUp(t)
  const failing = await addScript([fail('f')])
  const wrong = await addScript([wait('w', 5000)], [], { timeout_ms: 1000 })
  await call('POST', `/scripts/${wrong}/execute`)
  await call('POST', `/scripts/${failing}/execute`)
  const last = await call('POST', `/scripts/${failing}/execute`)
  const counts = await get('errors')
  assert.deepEqual(
    counts.map(({ executions }: { executions: number }) => executions),
    [2, 1],
  )
  assert.equal(counts[0].last_execution_id, last.json.data.id)
  assert.equal(counts[0].error_code, last.json.data.error.code)
  assert.deepEqual(await get('errors?limit=1'), counts.slice(0, 1))
  assert.deepEqual(await get(`errors?script_id=${wrong}`), counts.slice(1))
  assert.deepEqual(await get('errors?until=2020-01-01T00:00:00Z'), [])
})

test('the queue tells how long executions waited, and how late those with a time were', async (t) => {
  const { addScript, begin, get, change, clock, request } = await setUp(t)
  const script = await addScript([wait('w', 10_000)], [], { max_concurrent: 1 })
  await begin(script)
  const second = await begin(script)
  const queue = await get('queue')
  assert.equal(typeof queue.queued_since, 'string')
  await clock.until(
    (async () => {
      for (;;) {
        const { json } = await request('GET', `/api/executions/${second}`)
        if (json.data.status === 'completed') return
        await new Promise(setImmediate)
      }
    })(),
  )
  const { queued_since, executions, complete, waits, lateness } = await get('queue')
  assert.deepEqual([queued_since, executions, complete, waits.count, lateness.count], [null, 2, true, 2, 0])
  assert.equal(waits.p50_ms, 0)
  assert.ok(waits.longest_ms >= 9_000)

  change(`UPDATE executions SET trigger = json_set(trigger, '$.scheduled_at',
    strftime('%Y-%m-%dT%H:%M:%fZ', started_at, '-2 seconds')) WHERE id = '${second}'`)
  assert.deepEqual((await get('queue')).lateness, {
    count: 1,
    average_ms: 2000,
    p50_ms: 2000,
    p95_ms: 2000,
    p99_ms: 2000,
    longest_ms: 2000,
  })
})
