import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withOwnStackLines } from '../../../src/engine/sandbox/stack-lines.ts'
import { createTestApp } from '../../support/http/test-app.ts'

test('stacks in a result have the lines of the code alone', async (t) => {
  const { request } = await createTestApp(t)
  const code = `const f = () => new Error('x').stack
return { now: f(), later: await Promise.resolve().then(f), text: 'failed: ' + f() + '.' }`
  const answer = await request('POST', '/api/actions', {
    body: { action_type: 'code', parameters: { code } },
  })
  const { now, later, text } = answer.json.data.output
  assert.equal(now, '    at f (line 1)\n    at <anonymous> (line 2)\n')
  assert.equal(later, '    at f (line 1)\n')
  assert.equal(text, `failed: ${now}.`)
})

test('other texts are left as they are', () => {
  for (const text of [
    'at home (code:3)',
    'see    at x\n(code:3:4)',
    '(scriptd:boot:1:1)',
    'x "    at f (code:',
  ])
    assert.equal(withOwnStackLines(JSON.stringify([text])), JSON.stringify([text]))
})
