import assert from 'node:assert/strict'
import { test } from 'node:test'
import { climbingPartOf } from '../../../src/lib/net/address-parts.ts'

const base = 'https://example.com/users/'

/** Every second text is that of an expression. */
const climbs = (...texts: readonly string[]) => climbingPartOf(texts, (index) => index % 2 === 1)

const climbing: readonly (readonly string[])[] = [
  [base, '..'],
  [base, '.'],
  [base, '../admin'],
  [base, 'a/../../b', '/orders'],
  [base, '%2e%2E/x'],
  [base, '.%2e', '/x'],
  [base, '..\\x'],
  [base, '..?x=1'],
  [base, '..#x'],
  [base, '.. '],
  [base, '.\n./x'],
  [`${base}.`, '.'],
  [base, '.', '', '.'],
  [base, '.', './x'],
]

test('a part of a path that an expression makes a dot or two is found', () => {
  for (const texts of climbing) assert.equal(climbs(...texts), 1, JSON.stringify(texts))
})

test('other dots, and those that the author wrote, are left', () => {
  const others: readonly (readonly string[])[] = [
    [base, '...'],
    [base, 'a..b'],
    [base, '.hidden'],
    [base, 'v1.2/x', '/y'],
    [base, '%2F..%2F'],
    [`${base}../`, 'x', '/../y'],
    [`${base}?path=`, '../x'],
    [`${base}#`, '..'],
    ['', 'https://example.com/a/../b', '/x'],
    [base, '', '..'],
  ]
  for (const texts of others) assert.equal(climbs(...texts), undefined, JSON.stringify(texts))
})
