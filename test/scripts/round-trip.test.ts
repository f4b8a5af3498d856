import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Script } from '../../src/scripts/schema.ts'
import { dataOf } from '../support/client.ts'
import { createScriptClient } from '../support/script-client.ts'

const text = (maxLength: number) =>
  fc
    .string({ unit: 'grapheme', maxLength })
    .filter((value) => value.length <= maxLength && !/\p{Cc}/u.test(value))

const nodeId = text(12).filter((id) => id !== '' && id !== '__proto__')

const anyNode = fc.record(
  {
    type: fc.constant('log'),
    parameters: fc.record({
      message: fc.jsonValue().filter((value) => !JSON.stringify(value).includes('{{')),
    }),
    name: text(50),
    description: text(50),
    position: fc.record({ x: fc.integer(), y: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
    on_error: fc.constantFrom('stop', 'continue'),
    timeout_ms: fc.integer({ min: 1, max: 86_400_000 }),
    retry: fc.record({ max_attempts: fc.integer({ min: 1, max: 20 }) }),
    metadata: fc.dictionary(text(10), fc.jsonValue()),
  },
  { requiredKeys: ['parameters', 'type'] },
)

/** Each node may be connected to those that come after it. */
const anyGraph = fc
  .uniqueArray(nodeId, { maxLength: 8 })
  .chain((ids) =>
    fc.record({
      nodes: fc.tuple(...ids.map((id) => anyNode.map((node) => ({ id, ...node })))),
      later: fc.tuple(...ids.map((_, index) => fc.subarray(ids.slice(index + 1)))),
    }),
  )
  .map(({ nodes, later }) => ({
    nodes,
    connections: Object.fromEntries(
      nodes.map(({ id }, index) => [id, later[index]?.map((target) => ({ target }))]),
    ),
  }))

const anyScript = fc.record({
  description: fc.option(text(500)),
  active: fc.boolean(),
  execution_order: fc.integer({ min: -1_000_000, max: 1_000_000 }),
  retention: fc.option(fc.record({ days: fc.nat({ max: 36_500 }), count: fc.nat() }, { requiredKeys: [] })),
  graph: anyGraph,
})

test('a script comes back as it was sent, and putting it back changes nothing', async (t) => {
  const { call, create } = await createScriptClient(t)
  let made = 0
  const property = fc.asyncProperty(anyScript, async ({ graph, ...settings }) => {
    const sent = JSON.parse(JSON.stringify({ name: `script ${made++}`, ...settings, ...graph }))
    const { id } = await create(sent)
    const got = await call('GET', `/${id}`)
    const { name, description, active, execution_order, retention, nodes } = dataOf(Script, got)
    assert.deepEqual(
      { name, description, active, execution_order, retention },
      { name: sent.name, ...JSON.parse(JSON.stringify(settings)) },
    )
    for (const [index, node] of nodes.entries()) {
      const { retry, ...rest } = node
      const { retry: sentRetry, ...sentRest } = sent.nodes[index]
      assert.deepEqual(rest, sentRest)
      assert.equal(retry?.max_attempts, sentRetry?.max_attempts)
    }
    const put = await call('PUT', `/${id}`, { body: Object(got.json).data })
    assert.deepEqual([put.status, put.etag], [200, got.etag], put.text)
    assert.deepEqual(Object(put.json).data, Object(got.json).data)
    const putGraph = await call('PUT', `/${id}/nodes`, {
      body: { nodes, connections: Object(got.json).data.connections },
    })
    assert.equal(putGraph.etag, got.etag)
  })
  await fc.assert(property, { numRuns: 60 })
})
