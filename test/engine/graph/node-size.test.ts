import assert from 'node:assert/strict'
import { test } from 'node:test'
import { measureNode } from '../../../src/engine/graph/node-size.ts'
import { NodeTypes } from '../../../src/engine/node-types/registry.ts'

const types = new NodeTypes()

const measure = (
  type: string,
  parameters: Readonly<Record<string, unknown>>,
  metadata?: Record<string, unknown>,
) => measureNode({ parameters, metadata }, types.get(type), 'nodes.3')

const codesOf = (...parts: Parameters<typeof measure>) => measure(...parts).problems.map(({ code }) => code)

test('what is on the left of ?: or ?? counts twice, as it is parsed twice', () => {
  const parsed = (expression: string) => measure('transform', { expression }).parsed
  assert.equal(parsed('a + b'), 5)
  assert.equal(parsed('a ?? b'), 12)
  assert.equal(parsed('((a ?? b) ?? c) ?? d'), 160)
  assert.equal(measure('log', { message: 'is {{ a ?? b }}!' }).parsed, 24)
  assert.equal(measure('log', { message: 'a ?? b' }).parsed, 0)
  assert.equal(measure('code', { code: 'a ?? b' }).parsed, 0)
})

test('a node holds 20,000 values in parameters and metadata together', () => {
  const items = Array.from({ length: 9_998 }, (_, index) => index)
  assert.deepEqual(codesOf('start', { items }, { items }), [])
  assert.deepEqual(measure('start', { items }, { items, one: 1, two: 2 }).problems, [
    { path: 'nodes.3.parameters', code: 'node_has_too_many_values', values: { maximum: 20_000 } },
  ])
  const named = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`n${index}`, 1]))
  assert.deepEqual(codesOf('start', named), [])
  assert.deepEqual(codesOf('start', { named }), ['node_has_too_many_values'])
})

test('a node has a thousand expressions, and a text with expressions 100,000 characters', () => {
  const times = (count: number) => Array.from({ length: count }, () => '{{ 1 }}')
  assert.deepEqual(codesOf('end', { output: times(1000) }), [])
  assert.deepEqual(codesOf('end', { output: times(1001) }), ['node_has_too_many_expressions'])
  const long = 'x'.repeat(100_000)
  assert.deepEqual(codesOf('log', { message: `{{ 1 }}${long}` }), ['template_too_long'])
  assert.deepEqual(codesOf('transform', { expression: `${long}x` }), ['template_too_long'])
  assert.deepEqual(codesOf('log', { message: `${long}x` }), [])
  assert.deepEqual(codesOf('code', { code: `${long}x` }), [])
})
