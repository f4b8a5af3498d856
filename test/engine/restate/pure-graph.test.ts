import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NodeTypes } from '../../../src/engine/node-types/registry.ts'
import { isPure } from '../../../src/engine/restate/pure-graph.ts'
import { buildHashed } from '../../support/engine/graphs.ts'

const types = new NodeTypes()
const transform = { id: 'a', type: 'transform', parameters: { expression: '1' } }
const graphWith = (...ids: readonly string[]) =>
  buildHashed([transform, ...ids.map((type) => ({ id: type, type }))])

test('a graph that computes, also in loops, is pure', () => {
  assert.equal(isPure({ graph: graphWith('start', 'condition', 'for_each', 'code', 'end') }, types), true)
})

test('one that acts, waits or calls other scripts is not', () => {
  for (const type of ['http_request', 'stats', 'wait', 'wait_for_event', 'sub_script', 'unknown'])
    assert.equal(isPure({ graph: graphWith(type) }, types), false, type)
})

test('nor is one that retries another, or follows others in a sequence', () => {
  assert.equal(isPure({ graph: graphWith(), retryOf: {} }, types), false)
  assert.equal(isPure({ graph: graphWith(), sequence: 'a' }, types), false)
})
