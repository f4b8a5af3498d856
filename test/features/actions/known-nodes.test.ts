import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestApp } from '../../support/http/test-app.ts'

const transform = (expression: string, more: object) => ({
  body: { action_type: 'transform', parameters: { expression }, ...more },
})

test('an action sees the outputs of other nodes and the input of the execution that the request has', async (t) => {
  const { request } = await createTestApp(t)
  const { json } = await request(
    'POST',
    '/api/actions',
    transform('{ "sum": $sum(nodes.read.rows) + nodes.`odd id` + params.tax, "input": input }', {
      input: [7],
      params: { tax: 1 },
      nodes: { read: { rows: [10, 20] }, 'odd id': 100 },
    }),
  )
  assert.deepEqual([json.data.status, json.data.output], ['completed', { sum: 131, input: [7] }])
  assert.equal(json.data.node_id, 'node_1')
})

test('code and templates see them, too, and no template in an output is evaluated', async (t) => {
  const { request } = await createTestApp(t)
  const nodes = { a: '{{ 1 + 1 }}', node_1: 2, input: 3 }
  const code = { code: 'return [nodes.a, nodes.node_1, nodes.input, input ?? null]' }
  const inCode = await request('POST', '/api/actions', {
    body: { action_type: 'code', parameters: code, nodes },
  })
  assert.deepEqual(inCode.json.data.output, ['{{ 1 + 1 }}', 2, 3, null])
  const inTemplate = await request('POST', '/api/actions', {
    body: {
      action_type: 'end',
      parameters: { output: '{{ nodes.a }} {{ input.n }}' },
      nodes,
      input: { n: 5 },
    },
  })
  assert.equal(inTemplate.json.data.output, '{{ 1 + 1 }} 5')
})

test('params are the input unless they are given, also when they are null', async (t) => {
  const { request } = await createTestApp(t)
  const outputOf = async (more: object) =>
    (await request('POST', '/api/actions', transform('[input, params]', more))).json.data.output
  assert.deepEqual(await outputOf({ input: 1 }), [1, 1])
  assert.deepEqual(await outputOf({ input: 1, nodes: {} }), [1, 1])
  assert.deepEqual(await outputOf({ input: 1, params: null }), [1, null])
})

test('a node that is not known is a problem of the parameters', async (t) => {
  const { request } = await createTestApp(t)
  const { status, json } = await request(
    'POST',
    '/api/actions',
    transform('nodes.raed', { nodes: { read: 1 } }),
  )
  assert.equal(status, 422)
  assert.deepEqual(
    json.details.map(({ path }: { path: string }) => path),
    ['parameters.expression'],
  )
})

test('an id that no node can have is a problem of the nodes', async (t) => {
  const { request } = await createTestApp(t)
  const { status, json } = await request('POST', '/api/actions', transform('input', { nodes: { '': 1 } }))
  assert.equal(status, 422)
  assert.match(json.details[0].path, /^nodes/)
})

test('more nodes than are allowed are refused', async (t) => {
  const { request } = await createTestApp(t)
  const nodes = Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`n${index}`, index]))
  const { status, json } = await request('POST', '/api/actions', transform('input', { nodes }))
  assert.equal(status, 422)
  assert.deepEqual(json.details[0].path, 'nodes')
  assert.match(json.details[0].message, /1,?000/)
})
