import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClient } from '@libsql/client'
import type { EdgeSpec, NodeSpec } from '../../../support/engine/graph-spec.ts'
import { createExecutionApp, wait } from '../../../support/http/execution-app.ts'

const LONG = 'é"\\\u0000'.repeat(40_000)

const nodesWith = (times: number): readonly NodeSpec[] => [
  { id: 'in', type: 'start' },
  { id: 'loop', type: 'repeat', parameters: { times, concurrency: 7 } },
  { id: 'item', type: 'transform', parameters: { expression: '{"one": 1, "none": null}' } },
  { id: 'caught', type: 'fail', parameters: { message: 'no' }, on_error: 'continue' },
  { id: 'gap', type: 'transform', parameters: { expression: 'params.gone' } },
  { id: 'note', type: 'log', parameters: { message: 'a "line"', level: 'warn' } },
  { id: 'check', type: 'condition', parameters: { expression: 'true' } },
  { id: 'long', type: 'transform', parameters: { expression: 'params.long' } },
  { id: 'never', type: 'start' },
]
const edges: readonly EdgeSpec[] = [
  ['in', 'loop'],
  ['loop', 'item', 'each'],
  ['loop', 'caught', 'done'],
  ['caught', 'gap', 'error'],
  ['gap', 'note'],
  ['note', 'check'],
  ['check', 'long', 'true'],
  ['check', 'never', 'false'],
]

const rowsOf = async (folder: string, sql: string) => {
  const database = createClient({ url: `file:${folder}/scriptd.db` })
  try {
    return (await database.execute(sql)).rows
  } finally {
    database.close()
  }
}

interface Event {
  readonly seq: number
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
}

const parse = (text: string): Event[] =>
  text
    .split('\n\n')
    .filter((block) => block !== '' && !block.startsWith(':'))
    .map((block) => {
      const [, type, data = '', seq] = /^event: (\w+)\ndata: (.*)\nid: (\d+)$/s.exec(block) ?? []
      return { seq: Number(seq), type: String(type), data: JSON.parse(data) }
    })

const layouts = [
  // So few that it has ended before it would be written for the first time.
  { layout: 'in one row', isInline: true, times: 3, before: [] },
  { layout: 'in a row each', isInline: false, times: 400, before: [wait('w', 100)] },
]

for (const { layout, isInline, times, before } of layouts) {
  test(`a large execution with its nodes ${layout} is answered in parts, which are all of it`, async (t) => {
    const { addScript, begin, call, request, app, clock, folder } = await createExecutionApp(t)
    const nodes = nodesWith(times)
    const script = await addScript(
      [...before, ...nodes],
      before.length > 0 ? [['w', 'in'] as const, ...edges] : edges,
    )
    const body = { input: { long: LONG } }
    const isStoredInline = async (id: string) => {
      const [stored] = await rowsOf(
        folder,
        `SELECT nodes IS NOT NULL AS inline FROM executions WHERE id = '${id}'`,
      )
      return Boolean(stored?.inline)
    }
    const execute = async (): Promise<string> => {
      const { json } = await request('POST', `/api/scripts/${script}/execute`, { body })
      // On a slow machine it may be written before it has ended.
      return (await isStoredInline(json.data.id)) ? json.data.id : execute()
    }
    const id = isInline ? await execute() : await begin(script, body)
    const read = async (headers: Readonly<Record<string, string>> = {}) =>
      parse(await (await app.request(`/api/executions/${id}/events`, { headers })).text())
    await clock.until(read())
    assert.equal(await isStoredInline(id), isInline)
    const korean = { 'Accept-Language': 'ko' }
    const { json, headers } = await call('GET', `/executions/${id}`)
    assert.equal(headers.get('ETag'), null)
    const { data } = json
    assert.equal(data.status, 'completed')
    assert.equal(data.input.long, LONG)
    assert.equal(data.results.length, nodes.length - 1 + times + before.length)
    const byId = Object.fromEntries(
      data.results.map((result: { node_id: string }) => [result.node_id, result]),
    )
    assert.equal(byId.long.output, LONG)
    assert.equal(byId.caught.error.code, 'FAILED')
    assert.equal(byId.never.status, 'skipped')
    assert.deepEqual(byId.item.output, { one: 1, none: null })
    const [warning] = byId.gap.warnings
    assert.match(warning.message, /^expression: nothing was found for params\.gone\. /)
    const inKorean = await call('GET', `/executions/${id}`, { headers: korean })
    assert.equal(inKorean.headers.get('Content-Language'), 'ko')
    const translated = inKorean.json.data.results.find(
      ({ node_id }: { node_id: string }) => node_id === 'gap',
    ).warnings[0].message
    assert.match(translated, /^expression: params\.gone에 해당하는 값이 없습니다\. /)
    const toKorean = (value: unknown) =>
      JSON.stringify(value).replace(JSON.stringify(warning.message), JSON.stringify(translated))
    assert.ok(inKorean.text === toKorean(json))

    const events = await read()
    assert.deepEqual(
      events.map(({ seq }) => seq),
      events.map((_, index) => index + 1),
    )
    const finished = events.filter(({ type }) => type === 'node_finished').map((event) => event.data)
    const keyOf = (result: Readonly<Record<string, unknown>>) => `${result.path} ${result.node_id}`
    const sorted = (results: readonly Readonly<Record<string, unknown>>[]) =>
      results.toSorted((a, b) => keyOf(a).localeCompare(keyOf(b)))
    assert.deepEqual(sorted(finished), sorted(data.results))
    const { input, output, results, ...summary } = data
    assert.deepEqual(events.at(-1)?.data, summary)
    assert.ok(JSON.stringify(await read(korean)) === toKorean(events))
    assert.deepEqual(await read({ 'Last-Event-ID': '5' }), events.slice(5))
    assert.deepEqual(await read({ 'Last-Event-ID': String(events.length) }), [])
  })
}

test('long outputs of a running execution are followed, too', async (t) => {
  const { addScript, begin, app, clock, call } = await createExecutionApp(t)
  const script = await addScript(
    [{ id: 'long', type: 'transform', parameters: { expression: 'params.long' } }, wait('w', 100)],
    [['long', 'w']],
  )
  const id = await begin(script, { input: { long: LONG } })
  const stream = Promise.resolve(app.request(`/api/executions/${id}/events`)).then((response) =>
    response.text(),
  )
  const first = async () => (await call('GET', `/executions/${id}`)).json.data.results[0]
  while (!((await first())?.status === 'completed')) await clock.settle()
  assert.equal((await first()).output, LONG)
  const events = parse(await clock.until(stream))
  assert.deepEqual(
    events.map(({ type }) => type),
    ['node_started', 'node_finished', 'node_started', 'node_finished', 'execution_finished'],
  )
  assert.equal(events[1]?.data.output, LONG)
})

test('a request whose large answer was not kept is not carried out again', async (t) => {
  const { addScript, call } = await createExecutionApp(t)
  const script = await addScript([
    { id: 'long', type: 'transform', parameters: { expression: 'params.long' } },
  ])
  const execute = () =>
    call('POST', `/scripts/${script}/execute`, {
      body: { input: { long: LONG } },
      headers: { 'Idempotency-Key': 'once' },
    })
  const [first, second] = [await execute(), await execute()]
  assert.deepEqual(second.json, first.json)
  assert.equal((await call('GET', '/executions')).json.count, 1)
})
