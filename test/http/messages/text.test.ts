import assert from 'node:assert/strict'
import { test } from 'node:test'
import { translate } from '../../../src/http/messages/text.ts'

const text = { en: 'Node {id} of {graph}', ko: '{graph}의 노드 {id}' }

test('placeholders are filled once, and stay without a value', () => {
  assert.equal(translate(text, 'en', { id: 7, graph: 'main' }), 'Node 7 of main')
  assert.equal(translate(text, 'ko', { id: '{graph}', graph: 'main' }), 'main의 노드 {graph}')
  assert.equal(translate(text, 'en'), 'Node {id} of {graph}')
})
