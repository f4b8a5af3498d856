import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { texts } from '../../../src/app/texts.ts'
import type { Problem } from '../../../src/domain/errors.ts'
import { noteFields } from '../../../src/domain/issues/issue-text.ts'
import { schemaProblem } from '../../../src/domain/schema-problem.ts'
import { localizeProblems } from '../../../src/http/messages/localize-problems.ts'

const messageOf = (locale: 'en' | 'ko', problem: Omit<Problem, 'path'>) =>
  localizeProblems([{ ...problem, path: 'nodes.0' }], { locale, texts })[0]?.message

test('a problem has its own message, else the text of its code, else the code', () => {
  assert.equal(messageOf('en', { code: 'cycle', message: 'Own' }), 'Own')
  assert.equal(
    messageOf('ko', { code: 'loop_too_deep', values: { limit: 3 } }),
    '반복은 최대 3단계까지만 중첩할 수 있습니다.',
  )
  assert.equal(messageOf('en', { code: 'no_such_code' }), 'no_such_code')
})

test('an issue of a schema is told by its own limit, even if a problem has the same code', () => {
  const { error } = z.number().max(100).safeParse(1000, { error: noteFields })
  const [issue] = error?.issues ?? []
  assert.ok(issue)
  const problem = schemaProblem(issue, ['limit'], 1000)
  assert.equal(messageOf('en', problem), 'Must be at most 100.')
  assert.match(messageOf('ko', problem) ?? '', /100/)
  assert.equal(messageOf('en', { code: 'too_big', values: { maximum: 5 } }), 'At most 5 items are allowed.')
})

test('problems that quote a large body are cut', () => {
  const text = 'x'.repeat(100_000)
  const problems = new Array<Problem>(5000).fill({ path: text, code: 'cycle', values: { nodes: text } })
  const details = localizeProblems(problems, { locale: 'en', texts })
  assert.equal(details.length, 1000)
  for (const { path, message } of details) {
    assert.equal(path, `${'x'.repeat(500)}…`)
    assert.match(message, /^The graph has a cycle: x+…$/)
    assert.equal(message.length, 501)
  }
})
