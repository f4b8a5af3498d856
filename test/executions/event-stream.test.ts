import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createExecutionApp, wait } from '../support/execution-app.ts'
import type { EdgeSpec, NodeSpec } from '../support/graph-spec.ts'

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
