import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hono } from 'hono'
import { list } from '../../../src/http/response/envelope.ts'
import { jsonPage } from '../../../src/http/response/raw-json.ts'

const items = [
  { id: 1, name: 'Ω "quoted"' },
  { id: 2, name: '' },
]
const page = { items: JSON.stringify(items), count: 2, etag: '"tag"' }

test('a page is answered as JSON with its ETag', async () => {
  const app = new Hono().get('/', (c) => jsonPage(c, { ...page, nextCursor: null }))
  const response = await app.request('/')
  assert.equal(response.headers.get('Content-Type'), 'application/json')
  assert.equal(response.headers.get('ETag'), '"tag"')
  assert.deepEqual(await response.json(), list(items))
})
