import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runExample } from '../../examples/example.ts'
import { ApiClient } from '../../src/cli/api/client.ts'
import { createTestApp } from '../support/http/test-app.ts'

test('an export is cleaned and joined with another file', async (t) => {
  const { app, request } = await createTestApp(t)
  const api = new ApiClient(async (path, init) => app.request(path, init))
  const { status, output, error } = await runExample({ api, name: 'tables' })
  assert.equal(status, 'completed', JSON.stringify(error))
  assert.deepEqual(output, {
    read: 3043,
    kept: 1504,
    best: [
      { customer: 'Müller & Söhne, GmbH', orders: 384, eur: 368_193.33 },
      { customer: '한빛 상사', orders: 179, eur: 138_396.89 },
      { customer: 'Łódź Textiles', orders: 115, eur: 75_440.88 },
    ],
  })
  const report = await request('GET', '/api/files/content?path=tables/report.csv')
  assert.match(report.text, /^customer,orders,eur/)
})
