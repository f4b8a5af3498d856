import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { EdgeSpec, NodeSpec } from '../../support/engine/graph-spec.ts'
import { bearer } from '../../support/http/client.ts'
import { createExecutionApp, wait } from '../../support/http/execution-app.ts'

const parse = (text: string) =>
  text
    .split('\n\n')
    .filter((block) => block.trim() !== '' && !block.startsWith(':'))
    .map((block) => {
      const lines = block.split('\n').map((line) => line.split(/: (.*)/s))
      const { id, event, data } = Object.fromEntries(lines)
      return { id: Number(id), event, data: JSON.parse(String(data)) }
    })

const nodes: readonly NodeSpec[] = [
  wait('w', 100),
  { id: 'caught', type: 'transform', parameters: { expression: '$error("no")' }, on_error: 'continue' },
  { id: 'loop', type: 'repeat', parameters: { times: 3, concurrency: 1 } },
  wait('item', 50),
  { id: 'never', type: 'start' },
]
const edges: readonly EdgeSpec[] = [
  ['w', 'caught'],
  ['caught', 'loop', 'error'],
  ['caught', 'never'],
  ['loop', 'item', 'each'],
]

test('events are the same live, after the end and from any of them on', async (t) => {
  const { addScript, begin, app, clock } = await createExecutionApp(t)
  const id = await begin(await addScript(nodes, edges))
  const read = async (headers: Readonly<Record<string, string>> = {}) => {
    const response = await app.request(`/api/executions/${id}/events`, { headers })
    assert.match(response.headers.get('Content-Type') ?? '', /^text\/event-stream/)
    return response.text()
  }
  const fromStart = read()
  await clock.advance(120)
  const joinedLate = read()
  const resumed = read({ 'Last-Event-ID': '3' })
  const live = await clock.until(fromStart)
  assert.deepEqual(parse(await joinedLate), parse(live))
  assert.deepEqual(parse(await resumed), parse(live).slice(3))

  const events = parse(live)
  assert.deepEqual(
    events.map((event) => event.id),
    events.map((_, index) => index + 1),
  )
  assert.deepEqual([events[0]?.event, events.at(-1)?.event], ['node_started', 'execution_finished'])
  assert.equal(events.at(-1)?.data.status, 'completed')

  const replayed = parse(await read())
  assert.deepEqual(replayed, events)
  for (const { id: last } of events) {
    const rest = parse(await read({ 'Last-Event-ID': String(last) }))
    assert.deepEqual(rest, replayed.slice(last))
  }
})

const createStreams = async (t: TestContext, env: Readonly<Record<string, string>>) => {
  const { addScript, begin, app, clock, createKey, call } = await createExecutionApp(t, env)
  const id = await begin(await addScript([wait('w', 60_000)]))
  const path = `/api/executions/${id}/events`
  const opened: Response[] = []
  // An open stream keeps the process alive.
  t.after(() => Promise.all(opened.map(({ body }) => (body?.locked ? undefined : body?.cancel()))))
  const open = async (headers: Readonly<Record<string, string>> = {}, method = 'GET') => {
    const response = await app.request(path, { method, headers })
    opened.push(response)
    return response
  }
  const refused = async (headers: Readonly<Record<string, string>> = {}) => {
    const response = await open(headers)
    return response.status === 429 && Object(await response.json()).error_code === 'TOO_MANY_STREAMS'
  }
  return { open, refused, createKey, call, clock }
}

test('the streams of a caller are limited, and closing one makes room for another', async (t) => {
  const { open, refused, createKey, clock } = await createStreams(t, {
    EVENT_STREAM_LIMIT: '2',
    EVENT_STREAM_TOTAL: '3',
  })
  const [first, second] = [await createKey(['read']), await createKey(['read'])]
  const streams = [await open(bearer(first.key)), await open(bearer(first.key))]
  assert.ok(await refused(bearer(first.key)))
  streams.push(await open(bearer(second.key)))
  assert.deepEqual(
    streams.map(({ status }) => status),
    [200, 200, 200],
  )
  assert.ok(await refused(bearer(second.key)), 'the whole server has no more')
  await streams[0]?.body?.cancel()
  await clock.settle()
  assert.equal((await open(bearer(second.key))).status, 200)
  assert.ok(await refused(bearer(first.key)))
})

test('an ended stream frees its slot, and HEAD takes none', async (t) => {
  const { open, clock } = await createStreams(t, { EVENT_STREAM_LIMIT: '1' })
  for (let index = 0; index < 3; index++) assert.equal((await open({}, 'HEAD')).status, 200)
  const stream = await open()
  await clock.until(stream.text())
  assert.equal((await open()).status, 200)
})

test('revoking a key ends its open streams', async (t) => {
  const { open, createKey, call, clock } = await createStreams(t, {})
  const { id, key } = await createKey(['read'])
  const other = await createKey(['admin'])
  const [text, others] = [
    open(bearer(key)).then((response) => response.text()),
    await open(bearer(other.key)),
  ]
  await clock.settle()
  await call('DELETE', `/keys/${id}`, { headers: bearer(other.key) })
  assert.match(await text, /node_started/)
  assert.doesNotMatch(await text, /execution_finished/)
  assert.match(await clock.until(others.text()), /execution_finished/)
})
