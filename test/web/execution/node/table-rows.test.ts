import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextOrder, sorted, tableIn } from '../../../../src/web/execution/node/table-rows.ts'

test('a reference to a table is told from other outputs', () => {
  const output = { $table: 'tb_1', columns: [{ name: 'a', type: 'text' }], rows: 3, bytes: 1 }
  assert.deepEqual(tableIn(output), { columns: [{ name: 'a' }], rows: 3 })
  for (const other of [null, 'x', [], {}, { $table: 1 }, { $table: 'tb_1' }]) {
    assert.equal(tableIn(other), undefined)
  }
})

test('a column is sorted ascending, descending, and then no more', () => {
  const first = nextOrder(undefined, 'a')
  assert.deepEqual(first, { column: 'a', isDescending: false })
  const second = nextOrder(first, 'a')
  assert.deepEqual(second, { column: 'a', isDescending: true })
  assert.equal(nextOrder(second, 'a'), undefined)
  assert.deepEqual(nextOrder(second, 'b'), { column: 'b', isDescending: false })
})

test('numbers are sorted as numbers, and missing values come last', () => {
  const rows = [{ a: 10 }, { a: null }, { a: 9 }, { a: 'x2' }, { a: 'x10' }]
  const values = (isDescending: boolean) => sorted(rows, { column: 'a', isDescending }).map(({ a }) => a)
  assert.deepEqual(values(false), [9, 10, 'x2', 'x10', null])
  assert.deepEqual(values(true), ['x10', 'x2', 10, 9, null])
  assert.equal(sorted(rows, undefined), rows)
})
