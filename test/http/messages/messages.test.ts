import assert from 'node:assert/strict'
import { test } from 'node:test'
import { say } from '../../../src/http/messages/messages.ts'

test('placeholders are filled once, and stay when there is no value', () => {
  assert.equal(say('en', 'SCRIPT_NOT_FOUND', { id: 7 }), 'Script 7 was not found.')
  assert.equal(say('ko', 'cycle', { nodes: '{limit}', limit: 1 }), '그래프에 순환이 있습니다: {limit}')
  assert.equal(say('en', 'SCRIPT_NOT_FOUND'), 'Script {id} was not found.')
})
