import assert from 'node:assert/strict'
import { test } from 'node:test'
import { freeName } from '../../../src/web/list/scripts/free-name.ts'

test('a name that is taken gets the first number that is free', () => {
  assert.equal(freeName('Report', new Set()), 'Report')
  assert.equal(freeName('Report', new Set(['Report', 'Report 3'])), 'Report 2')
  assert.equal(freeName('Report', new Set(['Report', 'Report 2', 'Report 3'])), 'Report 4')
})

test('a numbered name is no longer than a name may be', () => {
  const long = '😀'.repeat(100)
  const name = freeName(long, new Set([long]))
  assert.equal([...name].length, 100)
  assert.match(name, /😀 2$/u)
})
