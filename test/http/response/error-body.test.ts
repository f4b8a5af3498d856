import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failure } from '../../../src/http/response/error-body.ts'

test('the cause repeats the message unless it is given', () => {
  const given = { code: 'INTERNAL', message: 'No', requestId: 'r' } as const
  assert.equal(failure(given).error, 'No')
  assert.equal(failure({ ...given, error: 'Because' }).error, 'Because')
  assert.equal('details' in failure(given), false)
})
