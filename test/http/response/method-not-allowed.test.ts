import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDemoApp } from '../../support/http/demo-app.ts'
import { errorOf } from '../../support/http/read.ts'

const cases = [
  { method: 'DELETE', path: '/items', status: 405, allow: 'GET, HEAD, OPTIONS, POST' },
  { method: 'PUT', path: '/items/1', status: 405, allow: 'GET, HEAD, OPTIONS' },
  { method: 'OPTIONS', path: '/items', status: 204, allow: 'GET, HEAD, OPTIONS, POST' },
  { method: 'GET', path: '/nowhere', status: 404, allow: null },
  { method: 'OPTIONS', path: '/nowhere', status: 404, allow: null },
  { method: 'HEAD', path: '/items/1', status: 200, allow: null },
  { method: 'PROPFIND', path: '/items', status: 405, allow: 'GET, HEAD, OPTIONS, POST' },
  { method: 'BREW', path: '/items', status: 501, allow: null },
  { method: 'BREW', path: '/nowhere', status: 501, allow: null },
]

for (const { method, path, status, allow } of cases) {
  test(`${method} ${path} is answered ${status}`, async () => {
    const response = await createDemoApp().app.request(path, { method })
    assert.equal(response.status, status)
    assert.equal(response.headers.get('Allow'), allow)
  })
}

test('the error codes of 404 and 405 differ', async () => {
  const { app } = createDemoApp()
  const codes = await Promise.all(
    ['/items', '/nowhere'].map(async (path) => {
      const response = await app.request(path, { method: 'DELETE' })
      return (await errorOf(response)).error_code
    }),
  )
  assert.deepEqual(codes, ['METHOD_NOT_ALLOWED', 'ROUTE_NOT_FOUND'])
})
