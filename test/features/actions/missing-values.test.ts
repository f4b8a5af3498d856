import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createTestApp } from '../../support/http/test-app.ts'

const createRun = async (t: TestContext) => {
  const { request } = await createTestApp(t)
  return async (body: object) => {
    const { status, json, text } = await request('POST', '/api/actions', { body })
    assert.equal(status, 200, text)
    return json.data
  }
}

const INPUT = { text: 'a', none: null }

const node = (action_type: string, parameters: object) => ({ action_type, parameters, input: INPUT })

/** Where an expression can stand. */
const places = [
  { path: 'expression', node: (source: string) => node('transform', { expression: source }) },
  { path: 'expression', node: (source: string) => node('condition', { expression: source }) },
  { path: 'expression', node: (source: string) => node('switch', { expression: source, cases: ['a'] }) },
  { path: 'items', node: (source: string) => node('for_each', { items: source }) },
  { path: 'message', node: (source: string) => node('log', { message: `{{ ${source} }}` }) },
  { path: 'message', node: (source: string) => node('log', { message: `value: {{ ${source} }}` }) },
  { path: 'until', node: (source: string) => node('wait', { until: `2020-01-01T00:00:00Z{{ ${source} }}` }) },
]

/** The first is evaluated on the fast path, the last by JSONata in a worker. */
const nothing = ['input.missing > 3', '$map([1], function($v) { $v > input.missing })']
const mismatches = ['input.text > 3', 'input.none + 1', '$map([1], function($v) { $v > input.text })']

const textOf = ({ parameters }: { parameters: object }) => JSON.stringify(parameters)

for (const { path, node } of places) {
  test(`${node('').action_type}: an expression that finds nothing gives a warning, or fails when it is strict`, async (t) => {
    const run = await createRun(t)
    for (const expression of nothing) {
      const request = node(expression)
      const { status, warnings } = await run(request)
      assert.equal(status, 'completed', textOf(request))
      const [{ message, ...warning }] = warnings
      assert.deepEqual(warning, { code: 'MISSING_VALUE', path, expression }, textOf(request))
      assert.ok(message.startsWith(`${path}: nothing was found for ${expression}.`), message)

      const strict = await run({ ...request, strict: true })
      assert.equal(strict.status, 'failed', textOf(request))
      assert.equal(strict.error.code, 'MISSING_VALUE')
      assert.deepEqual(strict.error.details, [{ path, expression }])
    }
  })

  test(`${node('').action_type}: an expression over values of the wrong type always fails`, async (t) => {
    const run = await createRun(t)
    for (const expression of mismatches) {
      for (const strict of [false, true]) {
        const request = node(expression)
        const { error, warnings } = await run({ ...request, strict })
        assert.equal(error.code, 'EXPRESSION_FAILED', textOf(request))
        assert.equal(warnings, undefined)
      }
    }
  })
}

test('nodes that run together are strict together', async (t) => {
  const { request } = await createTestApp(t)
  const nodes = [
    { type: 'log', parameters: { message: 'none' } },
    { type: 'log', parameters: { message: '{{ input.name }}' } },
  ]
  const { json } = await request('POST', '/api/nodes/execute', { body: { nodes, strict: true } })
  assert.deepEqual(
    json.data.map(({ status }: { status: string }) => status),
    ['completed', 'failed'],
  )
})
