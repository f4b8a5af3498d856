import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isCron, nextTime, parseCron } from '../../../src/lib/time/cron.ts'

test('recurring schedules are accepted as cron expressions', () => {
  for (const text of [
    '0 3 * * *',
    '*/15 * * * *',
    '30 0 3 * * MON-FRI',
    '@daily',
    '0 0 29 2 *',
    '0 3 L * *',
  ]) {
    assert.equal(isCron(text), true, text)
  }
  const wrong = [
    '',
    'daily',
    '* * *',
    '60 * * * *',
    '0 0 30 2 *',
    '0 0 0 1 1 * 2027',
    '2027-01-01T00:00:00',
    '\0',
  ]
  for (const text of wrong) assert.equal(isCron(text), false, text)
})

test('an expression with too few or too many fields is refused with their number', () => {
  for (const [text, fields] of [
    ['* * * *', 4],
    ['@every 5m', 2],
    ['daily', 1],
    ['0 0 0 1 1 * 2030', 7],
  ] as const)
    assert.throws(() => parseCron(text), { message: `the number of its fields is ${fields}` })
  assert.throws(() => parseCron('2027-01-01T00:00:00'), { message: 'it is a date, which does not recur' })
})

test('the next time is in UTC and later than the given one', () => {
  const cases = [
    ['0 3 * * *', '2026-11-24T02:59:59.999Z', '2026-11-24T03:00:00.000Z'],
    ['0 3 * * *', '2026-11-24T03:00:00.000Z', '2026-11-25T03:00:00.000Z'],
    ['30 2 * * *', '2027-03-28T00:00:00.000Z', '2027-03-28T02:30:00.000Z'],
    ['*/5 * * * * *', '2026-11-24T03:00:01.500Z', '2026-11-24T03:00:05.000Z'],
    ['0 0 29 2 *', '2026-11-24T00:00:00.000Z', '2028-02-29T00:00:00.000Z'],
  ] as const
  for (const [expression, after, next] of cases) {
    assert.equal(new Date(nextTime(expression, Date.parse(after))).toISOString(), next, expression)
  }
})
