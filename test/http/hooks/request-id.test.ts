import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDemoApp } from '../../support/http/demo-app.ts'

const cases = [
  { given: 'abc-123_x.y:z', kept: true },
  { given: 'x'.repeat(128), kept: true },
  { given: 'x'.repeat(129), kept: false },
  { given: 'a b', kept: false },
  { given: 'a"b', kept: false },
  { given: '', kept: false },
]

for (const { given, kept } of cases) {
  test(`the request id "${given.slice(0, 20)}" of ${given.length} characters is ${kept ? 'kept' : 'replaced'}`, async () => {
    const { app, lines } = createDemoApp()
    const response = await app.request('/items', { headers: { 'X-Request-Id': given } })
    const id = response.headers.get('X-Request-Id')
    if (kept) assert.equal(id, given)
    else assert.match(id ?? '', /^[\da-f-]{36}$/)
    assert.equal(lines[0]?.request_id, id)
  })
}
