import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hrefOf, parseRoute } from '../../../src/web/lib/route.ts'

test('an address is read as it was written, whatever stands in it', () => {
  const path = ['files', 'a/b c', '50%']
  const query = { q: 'x&y=#?', status: 'failed' }
  assert.deepEqual(parseRoute(hrefOf(path, query)), { path, query })
})

test('what is empty is left out of the address', () => {
  assert.equal(hrefOf(['executions'], { q: '', status: undefined, limit: 0 }), '#/executions?limit=0')
  assert.deepEqual(parseRoute(''), { path: [], query: {} })
})

test('a damaged address is read as far as possible', () => {
  assert.deepEqual(parseRoute('#/scripts/%E0%A4%A'), { path: ['scripts', '%E0%A4%A'], query: {} })
})
