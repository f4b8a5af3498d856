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

test('what is wrong with an expression is found, by the field and the part of it', () => {
  const part = (field: number, text: string) => ({ field, part: text })
  const value = (field: number, text: string, minimum: number, maximum: number) => ({
    ...part(field, text),
    ...{ minimum, maximum },
  })
  const cases = [
    ['', 'cron_fields', { count: 0 }],
    ['daily', 'cron_fields', { count: 1 }],
    ['* * * *', 'cron_fields', { count: 4 }],
    ['0 0 0 1 1 * 2030', 'cron_fields', { count: 7 }],
    ['@every 5m', 'cron_nickname', { nicknames: '@yearly, @monthly, @weekly, @daily, @hourly' }],
    ['@reboot', 'cron_nickname', { nicknames: '@yearly, @monthly, @weekly, @daily, @hourly' }],
    ['2027-01-01T00:00:00', 'cron_date', {}],
    ['0 0 30 2 *', 'cron_never', {}],
    ['61 * * * *', 'cron_value', value(1, '61', 0, 59)],
    ['0 61 * * * *', 'cron_value', value(2, '61', 0, 59)],
    ['0 1,24,3 * * *', 'cron_value', value(2, '24', 0, 23)],
    ['* * 0 * *', 'cron_value', value(3, '0', 1, 31)],
    ['* * * 10-13 *', 'cron_value', value(4, '10-13', 1, 12)],
    ['* * * * 8', 'cron_value', value(5, '8', 0, 7)],
    ['0-70/10 * * * *', 'cron_value', value(1, '0-70/10', 0, 59)],
    ['* * * * fri-MON', 'cron_range', part(5, 'fri-MON')],
    ['* * * 5-3 *', 'cron_range', part(4, '5-3')],
    ['*/0 * * * *', 'cron_step', part(1, '*/0')],
    ['*/100 * * * *', 'cron_step', part(1, '*/100')],
    ['5/5 * * * *', 'cron_step', part(1, '5/5')],
    ['* * * FOO *', 'cron_part', part(4, 'FOO')],
    ['MON * * * *', 'cron_part', part(1, 'MON')],
    ['1,,2 * * * *', 'cron_part', part(1, '')],
    ['* * L-3 * *', 'cron_part', part(3, 'L-3')],
    ['* * * * MON#6', 'cron_part', part(5, 'MON#6')],
    ['* * LW,5 * *', 'cron_part', part(3, 'LW,5')],
    ['a b c d e', 'cron_part', part(1, 'a')],
  ] as const
  for (const [text, code, values] of cases)
    assert.throws(() => parseCron(text), { fault: { code, values } }, text)
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
