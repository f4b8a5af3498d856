import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SCOPES, withImplied } from '../../src/domain/scopes.ts'

test('admin may do everything, who writes may read, and that is all that is implied', () => {
  assert.deepEqual(withImplied(['admin']), new Set(SCOPES))
  assert.deepEqual(withImplied(['write']), new Set(['write', 'read']))
  assert.deepEqual(withImplied(['read', 'execute']), new Set(['read', 'execute']))
  assert.deepEqual(withImplied([]), new Set())
})
