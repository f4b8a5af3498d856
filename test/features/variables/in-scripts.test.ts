import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { openDatabase } from '../../../src/db/client.ts'
import { createTestApp } from '../../support/http/test-app.ts'
import { createFolder } from '../../support/process/command.ts'
import { ManualClock } from '../../support/time/manual-clock.ts'

const setUp = async (t: TestContext, options: Parameters<typeof createTestApp>[1] = {}) => {
  const app = await createTestApp(t, options)
  const send = async (method: string, path: string, body?: unknown, headers = {}) => {
    const answer = await app.request(method, path, { headers, ...(body !== undefined && { body }) })
    assert.ok(answer.status < 300, answer.text)
    return answer.json.data
  }
  const put = (name: string, value: unknown) => send('PUT', `/api/variables/${name}`, { value })
  let scripts = 0
  /** A script of nodes in a row. */
  const script = async (...nodes: readonly object[]): Promise<number> => {
    const ids = nodes.map((_, index) => `n${index}`)
    const connections = Object.fromEntries(
      ids.slice(1).map((target, index) => [`n${index}`, [{ target, output: 'out' }]]),
    )
    const named = nodes.map((node, index) => ({ id: ids[index], ...node }))
    const body = { name: `script ${++scripts}`, nodes: named, connections }
    return (await send('POST', '/api/scripts', body)).id
  }
  const execute = (id: number, headers = {}) => send('POST', `/api/scripts/${id}/execute`, {}, headers)
  return { ...app, send, put, script, execute }
}

/** Looks into the database of a closed application. */
const query = async (folder: string, sql: string) => {
  const database = await openDatabase({ url: `file:${folder}/scriptd.db`, synchronous: 'OFF' })
  const { rows } = await database.execute(sql)
  await database.close()
  return rows
}

const snapshotsIn = async (folder: string): Promise<unknown[]> => {
  const rows = await query(folder, 'SELECT variables FROM variable_snapshots ORDER BY variables')
  return rows.map(({ variables }) => JSON.parse(String(variables)))
}

const transform = (expression: string) => ({ type: 'transform', parameters: { expression } })
const code = (text: string) => ({ type: 'code', parameters: { code: text } })
const wait = { type: 'wait', parameters: { ms: 3_600_000 } }

const nodes: readonly (readonly [node: object, output: unknown])[] = [
  [transform('$vars.URL & "/" & $vars.LIMITS.max'), 'https://a.example/3'],
  [transform('$map([1, 2], function($n) { $n * $vars.LIMITS.max })'), [3, 6]],
  [transform('$vars.MISSING'), null],
  [transform('$keys($vars)'), ['LIMITS', 'URL']],
  [{ type: 'end', parameters: { output: 'to {{ $vars.URL }}' } }, 'to https://a.example'],
  [{ type: 'end', parameters: { output: { all: '{{ $vars.LIMITS }}' } } }, { all: { max: 3 } }],
  [code('return [$vars.URL, $vars.MISSING ?? null, typeof $vars]'), ['https://a.example', null, 'object']],
  [code('return Object.keys($vars)'), ['LIMITS', 'URL']],
  [code('$vars.LIMITS.max = 4; return $vars.LIMITS'), { max: 4 }],
]

for (const [node, output] of nodes) {
  test(`${JSON.stringify(node)} reads variables`, async (t) => {
    const { put, script, execute, send } = await setUp(t)
    await put('URL', 'https://a.example')
    await put('LIMITS', { max: 3 })
    assert.deepEqual((await execute(await script(node))).output, output)
    const { type, parameters } = node as Record<string, unknown>
    assert.deepEqual((await send('POST', '/api/actions', { action_type: type, parameters })).output, output)
  })
}

test('without variables $vars is empty in expressions and code', async (t) => {
  const folder = await createFolder(t)
  const { script, execute, close } = await setUp(t, { folder })
  const id = await script(code('return $vars.A ?? Object.keys($vars)'), transform('[input, $vars.A]'))
  assert.deepEqual((await execute(id)).output, [])
  await close()
  assert.deepEqual(await snapshotsIn(folder), [])
})

test('the body of a loop and a called script see the variables of the execution', async (t) => {
  const { put, script, execute } = await setUp(t)
  await put('STEP', 5)
  const called = await script(transform('params + $vars.STEP'))
  const id = await script({ type: 'sub_script', parameters: { script_id: called, input: 1 } })
  assert.equal((await execute(id)).output, 6)
})

test('an execution keeps its variables over a change and a restart, and others see the new ones', async (t) => {
  const folder = await createFolder(t)
  const clock = new ManualClock()
  const before = await setUp(t, { folder, clock })
  await before.put('RATE', 1)
  await before.put('OTHER', 'is not stored')
  const reader = await before.script(transform('$vars.RATE'))
  const late = await before.script(wait, transform('$vars.RATE'), code('return [input, $vars.RATE]'))
  const { id } = await before.execute(late, { Prefer: 'respond-async' })
  await before.put('RATE', 2)
  assert.equal((await before.execute(reader)).output, 2)
  await before.send('DELETE', '/api/variables/RATE')
  assert.equal((await before.execute(reader)).output, null)
  await before.close()
  assert.deepEqual(await snapshotsIn(folder), [{ RATE: 1 }, { RATE: 2 }])

  const after = await setUp(t, { folder, clock })
  await after.put('RATE', 3)
  await clock.until(after.request('GET', `/api/executions/${id}/events`))
  assert.deepEqual((await after.send('GET', `/api/executions/${id}`)).output, [1, 1])
})

test('an execution whose variables are lost fails and says so', async (t) => {
  const folder = await createFolder(t)
  const clock = new ManualClock()
  const before = await setUp(t, { folder, clock })
  await before.put('RATE', 1)
  const script = await before.script(wait, transform('$vars.RATE'))
  const { id } = await before.execute(script, { Prefer: 'respond-async' })
  await before.close()
  await query(folder, 'DELETE FROM variable_snapshots')
  const after = await setUp(t, { folder, clock })
  await after.request('GET', `/api/executions/${id}/events`)
  const { status, error } = await after.send('GET', `/api/executions/${id}`)
  assert.deepEqual([status, error.code], ['failed', 'VARIABLES_NOT_FOUND'])
})

test('a retry sees the new values, and keeps the results of nodes that had completed', async (t) => {
  const { put, script, execute, send } = await setUp(t)
  await put('RATE', 1)
  const id = await script(
    transform('$vars.RATE'),
    code('if ($vars.RATE < 2) throw new Error("low"); return [input, $vars.RATE]'),
  )
  const failed = await execute(id)
  assert.equal(failed.status, 'failed')
  await put('RATE', 2)
  const path = `/api/executions/${failed.id}/retry`
  assert.deepEqual((await send('POST', path)).output, [1, 2])
  assert.deepEqual((await send('POST', path, { from_start: true })).output, [2, 2])
})

test('equal variables are stored once', async (t) => {
  const folder = await createFolder(t)
  const { put, script, execute, close } = await setUp(t, { folder })
  await put('RATE', 1)
  const id = await script(transform('$vars.RATE'))
  await execute(id)
  await execute(id)
  await put('UNREAD', 1)
  await execute(id)
  await close()
  assert.deepEqual(await snapshotsIn(folder), [{ RATE: 1 }])
})
