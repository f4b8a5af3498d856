import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeCron } from '../../../../src/web/admin/schedules/cron-words.ts'

test('common expressions are said in words, in both languages', () => {
  const cases: readonly [string, string, string][] = [
    ['* * * * *', 'Every minute', '1분마다'],
    ['*/10 * * * *', 'Every 10 minutes', '10분마다'],
    ['5 * * * *', 'Every hour at minute 5', '매시 5분'],
    ['0 * * * *', 'Every hour', '매시 정각'],
    ['0 */6 * * *', 'Every 6 hours', '6시간마다 정각'],
    ['30 */6 * * *', 'Every 6 hours at minute 30', '6시간마다 30분'],
    ['30 2 * * *', 'Every day at 02:30', '매일 02:30'],
    ['0 8 * * 1-5', 'On weekdays at 08:00', '평일마다 08:00'],
    ['0 9 * * 0,6', 'On Sunday and Saturday at 09:00', '일요일 및 토요일마다 09:00'],
    ['0 9 * * 7', 'On Sunday at 09:00', '일요일마다 09:00'],
    ['15 4 1 * *', 'On day 1 of each month at 04:15', '매월 1일 04:15'],
  ]
  for (const [cron, en, ko] of cases) {
    assert.equal(describeCron(cron, 'en'), en)
    assert.equal(describeCron(cron, 'ko'), ko)
  }
})

test('nothing is said of what would be said wrong', () => {
  for (const cron of ['', '0 8 * 3 *', '0 8 1 * 1', '0 8-18 * * *', '0 0 8 * * *', '@daily', '0 8 * * 1#2']) {
    assert.equal(describeCron(cron, 'en'), undefined, cron)
  }
})
