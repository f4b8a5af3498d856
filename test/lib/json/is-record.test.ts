import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRecord } from '../../../src/lib/json/is-record.ts'

test('objects with named fields are records, all else is not', () => {
  for (const value of [{}, { a: 1 }, Object.create(null)]) assert.equal(isRecord(value), true)
  for (const value of [null, undefined, [], 'a', 1, true, () => 1]) assert.equal(isRecord(value), false)
})
