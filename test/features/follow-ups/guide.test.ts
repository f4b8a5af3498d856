import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { createTestApp } from '../../support/http/test-app.ts'

const GUIDE = readFileSync(join(import.meta.dirname, '../../../docs/guide/follow-ups.md'), 'utf8')
const COMMAND = /curl -X (\w+) http:\/\/127\.0\.0\.1:8000(\S+) -H '[^']*' -d '([^']*)'/g

test('the example of the guide logs what has failed, with a link', async (t) => {
  const app = await createTestApp(t, { env: { PUBLIC_URL: 'https://scripts.example.com' } })
  const body = { name: 'Report', nodes: [{ id: 'a', type: 'fail', parameters: { message: 'no data' } }] }
  await app.request('POST', '/api/scripts', { body })
  const commands = [...GUIDE.matchAll(COMMAND)]
  assert.equal(commands.length, 2)
  for (const [, method = '', path = '', text = ''] of commands) {
    const answer = await app.request(method, path, { body: JSON.parse(text) })
    assert.ok(answer.status < 300, answer.text)
  }
  const failed = (await app.request('POST', '/api/scripts/1/execute')).json.data
  const query = '/api/executions?trigger_kind=on_failure&status=completed'
  while ((await app.request('GET', query)).json.count === 0) await setImmediate()
  const messages = app.log.lines.map(({ msg }) => msg)
  assert.ok(messages.includes(`Report: no data https://scripts.example.com/api/executions/${failed.id}`))
})
