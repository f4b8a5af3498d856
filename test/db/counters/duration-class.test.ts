import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DURATION_CLASSES, durationClass, durationClassSql } from '../../../src/db/counters/duration-class.ts'
import { createDatabase } from '../../support/db/database.ts'

test('classes begin with every millisecond, and grow by about √2 from there', () => {
  assert.deepEqual(DURATION_CLASSES.slice(0, 10), [0, 1, 2, 3, 4, 6, 8, 11, 16, 23])
  for (const [index, start] of DURATION_CLASSES.entries()) {
    const next = DURATION_CLASSES[index + 1] ?? Number.POSITIVE_INFINITY
    assert.ok(next > start)
    if (start > 4) assert.ok(next === Number.POSITIVE_INFINITY || next / start < 1.5)
  }
})

test('SQL finds the same class', async (t) => {
  const { database } = await createDatabase(t)
  for (const start of DURATION_CLASSES) {
    for (const ms of [start, start + 1, Math.max(0, start - 1)]) {
      const { rows } = await database.execute({ sql: `SELECT ${durationClassSql('?')} AS found`, args: [ms] })
      assert.equal(rows[0]?.found, durationClass(ms), String(ms))
    }
  }
})
