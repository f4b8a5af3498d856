import assert from 'node:assert/strict'
import { test } from 'node:test'
import { say, sayProblem } from '../../src/http/messages.ts'

test('placeholders are filled once, and stay when there is no value', () => {
  assert.equal(say('en', 'SCRIPT_NOT_FOUND', { id: 7 }), 'Script 7 was not found.')
  assert.equal(say('ko', 'cycle', { nodes: '{limit}', limit: 1 }), '그래프에 순환이 있습니다: {limit}')
  assert.equal(say('en', 'SCRIPT_NOT_FOUND'), 'Script {id} was not found.')
})

test('a problem has its own message, that of its code, or the code', () => {
  const place = { path: 'nodes.0' }
  assert.equal(sayProblem('en', { ...place, code: 'cycle', message: 'Own' }).message, 'Own')
  assert.equal(
    sayProblem('ko', { ...place, code: 'loop_too_deep', values: { limit: 3 } }).message,
    '반복은 최대 3단계까지만 중첩할 수 있습니다.',
  )
  assert.equal(sayProblem('en', { ...place, code: 'unheard_of' }).message, 'unheard_of')
})
