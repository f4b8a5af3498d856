import assert from 'node:assert/strict'
import { test } from 'node:test'
import { appendPage, mergeFirstPage } from '../../../../src/web/lib/pages/merge.ts'

const rows = (...ids: string[]) => ids.map((id) => ({ id }))

test('new rows come first, and those further down stay', () => {
  const shown = { items: rows('5', '4', '3', '2'), next: 'after 2' }
  const merged = mergeFirstPage(shown, { data: rows('6', '5', '4'), next_cursor: 'after 4' })
  assert.deepEqual(merged, { items: rows('6', '5', '4', '3', '2'), next: 'after 2' })
})

test('rows that the page covers and lacks are gone', () => {
  const shown = { items: rows('5', '4', '3', '2'), next: null }
  assert.deepEqual(mergeFirstPage(shown, { data: rows('5', '3'), next_cursor: 'after 3' }).items, [
    ...rows('5', '3', '2'),
  ])
  assert.deepEqual(mergeFirstPage(shown, { data: rows('4'), next_cursor: null }), {
    items: rows('4'),
    next: null,
  })
})

test('so much is new that there would be a gap: the list starts again', () => {
  const merged = mergeFirstPage(
    { items: rows('2', '1'), next: null },
    { data: rows('9', '8'), next_cursor: 'after 8' },
  )
  assert.deepEqual(merged, { items: rows('9', '8'), next: 'after 8' })
})

test('a row that has moved to the next page is not shown twice', () => {
  const appended = appendPage(
    { items: rows('3', '2'), next: 'after 2' },
    { data: rows('2', '1'), next_cursor: null },
  )
  assert.deepEqual(appended, { items: rows('3', '2', '1'), next: null })
})
