import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Problem } from '../../../src/domain/errors.ts'
import { localizeProblems } from '../../../src/http/messages/localize-problems.ts'

const messageOf = (locale: 'en' | 'ko', problem: Omit<Problem, 'path'>) =>
  localizeProblems(locale, [{ ...problem, path: 'nodes.0' }])[0]?.message

test('a problem has its own message, that of its code, or the code', () => {
  assert.equal(messageOf('en', { code: 'cycle', message: 'Own' }), 'Own')
  assert.equal(
    messageOf('ko', { code: 'loop_too_deep', values: { limit: 3 } }),
    '반복은 최대 3단계까지만 중첩할 수 있습니다.',
  )
  assert.equal(messageOf('en', { code: 'unheard_of' }), 'unheard_of')
})

test('a large body does not come back as problems', () => {
  const text = 'x'.repeat(100_000)
  const problems = new Array<Problem>(5000).fill({ path: text, code: 'cycle', values: { nodes: text } })
  const said = localizeProblems('en', problems)
  assert.equal(said.length, 1000)
  for (const { path, message } of said) {
    assert.equal(path, `${'x'.repeat(500)}…`)
    assert.match(message, /^The graph has a cycle: x+…$/)
    assert.equal(message.length, 501)
  }
})
