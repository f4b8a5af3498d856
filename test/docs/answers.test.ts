import assert from 'node:assert/strict'
import { test } from 'node:test'
import { matchesText, matchesValue, parseShown } from '../support/docs/answers.ts'
import { generalText, generalValue } from '../support/docs/general.ts'

const matches = (shown: string, real: unknown): boolean => matchesValue(parseShown(shown), real)

test('a gap stands for members, items, values and parts of strings', () => {
  assert.ok(matches('{ "a": 1, … }', { a: 1, b: 2 }))
  assert.ok(matches('{\n  …\n  "b": 2\n}', { a: 1, b: 2 }))
  assert.ok(matches('{ "a": … }', { a: [1, { b: 2 }] }))
  assert.ok(matches('[1, …, 4]', [1, 2, 3, 4]))
  assert.ok(matches('[…, { "id": 2, … }, …]', [{ id: 1 }, { id: 2, name: 'b' }]))
  assert.ok(matches('"one … three, {…}"', 'one two three, {"a":1}'))
})

test('without a gap nothing may be added, left out or different', () => {
  assert.ok(!matches('{ "a": 1 }', { a: 1, b: 2 }))
  assert.ok(!matches('{ "a": 1, "c": 3, … }', { a: 1, b: 2 }))
  assert.ok(!matches('{ "a": 2, … }', { a: 1, b: 2 }))
  assert.ok(!matches('[1, …, 4]', [1, 4, 5]))
  assert.ok(!matches('[1]', [1, 2]))
  assert.ok(!matches('"one …"', 'two three'))
  assert.ok(!matches('[]', null))
  assert.ok(!matches('1', '1'))
})

test('in text a line with nothing but a gap stands for any lines', () => {
  assert.ok(matchesText('a\n…\nd\n', 'a\nb\nc\nd\n'))
  assert.ok(matchesText('a\n…\nd\n', 'a\nd\n'))
  assert.ok(matchesText('a (…) b\n', 'a (c) b\n'))
  assert.ok(!matchesText('a\n…\nd\n', 'a\nb\nc\n'))
  assert.ok(!matchesText('a.c\n', 'abc\n'))
})

test('ids, times and durations may differ, everything else may not', () => {
  const row = 'sum  transform  completed  out  1  4\nex_01M852PFQAMM15VNFV7HFA9XJR completed in 5 ms\n'
  const later = 'sum  transform  completed  out  1   12\nex_… completed in 123 ms\n'
  assert.equal(generalText(row), generalText(later))
  assert.notEqual(generalText(row), generalText(later.replace('out  1', 'out  2')))
  const at = (time: string, duration_ms: number | null) => ({
    at: `2026-11-28T10:30:16.${time}Z`,
    duration_ms,
  })
  assert.deepEqual(generalValue(at('382', 1)), generalValue(at('383', 2)))
  assert.notDeepEqual(generalValue(at('382', 1)), generalValue(at('382', null)))
})
