import assert from 'node:assert/strict'
import { test } from 'node:test'
import { templates } from '../../src/web/list/scripts/first/templates.ts'
import { createTestApp } from '../support/http/test-app.ts'

test('each template is accepted as it is and completes with its input', async (t) => {
  const { request } = await createTestApp(t)
  const outputs: unknown[] = []
  for (const { title, script, input } of templates) {
    const created = await request('POST', '/api/scripts', { body: { ...script, name: title.en } })
    assert.equal(created.status, 201, created.text)
    const { id } = Object(created.json).data
    const run = await request('POST', `/api/scripts/${id}/execute`, { body: { input } })
    const { status, output } = Object(run.json).data
    assert.equal(status, 'completed', run.text)
    outputs.push(output)
  }
  assert.deepEqual(outputs.slice(0, 2), [
    { order: 7, total: 145 },
    ['Hello, Ada!', 'Hello, Grace!', 'Hello, Katherine!', 'Hello, Margaret!', 'Hello, 지수!'],
  ])
})
