import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { createTestApp } from '../../support/http/test-app.ts'

const GUIDE = readFileSync(join(import.meta.dirname, '../../../docs/guide/follow-ups.md'), 'utf8')
/** The scripts that the example creates. */
const SCRIPT = /\/api\/scripts -H '[^']*' -d '((?:[^']|'\$alarm')*)'/g

test('the example of the guide logs what has failed, with a link', async (t) => {
  const app = await createTestApp(t, { env: { PUBLIC_URL: 'https://scripts.example.com' } })
  const scripts = [...GUIDE.matchAll(SCRIPT)]
  assert.equal(scripts.length, 2)
  for (const [, text = ''] of scripts) {
    const body = JSON.parse(text.replace("'$alarm'", '1'))
    const answer = await app.request('POST', '/api/scripts', { body })
    assert.ok(answer.status < 300, answer.text)
  }
  const failed = (await app.request('POST', '/api/scripts/2/execute')).json.data
  assert.equal(failed.status, 'failed')
  const query = '/api/executions?trigger_kind=on_failure&status=completed'
  while ((await app.request('GET', query)).json.count === 0) await setImmediate()
  const messages = app.log.lines.map(({ msg }) => msg)
  const link = `https://scripts.example.com/api/executions/${failed.id}`
  assert.ok(messages.includes(`Report: ${failed.error.message} ${link}`))
})
