import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  emptyDraft,
  isOpen,
  rulesOf,
  type Schedule,
  toDraft,
  toNewSchedule,
} from '../../../../src/web/admin/schedules/draft.ts'

const schedule = (rule: Partial<Schedule>) =>
  ({
    id: 1,
    script_id: 7,
    name: 'Nightly',
    cron: null,
    every_ms: null,
    at: null,
    timezone: 'Asia/Seoul',
    overlap: 'queue_one',
    input: { id: 1 },
    starts_at: '2029-01-01T00:00:30.000Z',
    ends_at: null,
    jitter_ms: 1500,
    catchup_window_ms: 3_600_000,
    pause_after_failures: 3,
    on_failure_throttle_ms: 0,
    ...rule,
  }) as Schedule

test('a schedule that is edited and not changed stays what it is, whatever its kind', () => {
  for (const rule of [
    { cron: '0 8 * * *' },
    { every_ms: 90_000 },
    { at: '2030-01-01T08:00:00.000Z' },
    { at: '2030-07-01T08:00:05.000Z' },
  ]) {
    const { id, ...settings } = schedule(rule)
    assert.deepEqual(toNewSchedule(toDraft(schedule(rule))), settings)
  }
})

test('nothing is asked of the server before it is said when a schedule runs', () => {
  const draft = emptyDraft('7')
  assert.equal(isOpen(draft), false)
  assert.equal(isOpen({ ...draft, cron: ' ' }), true)
  assert.equal(isOpen({ ...draft, kind: 'once' }), true)
  assert.deepEqual(rulesOf({ ...draft, kind: 'once' }).at, null)
})
