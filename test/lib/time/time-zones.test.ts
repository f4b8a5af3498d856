import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nearestTimeZone } from '../../../src/lib/time/time-zones.ts'

const cases = [
  ['Asia/Soul', 'Asia/Seoul'],
  ['Europe/Berln', 'Europe/Berlin'],
  ['Seoul', 'Asia/Seoul'],
  ['new york', 'America/New_York'],
  ['america/new_yrok', 'America/New_York'],
  ['KST', undefined],
  ['', undefined],
  ['Mars/Olympus', undefined],
] as const

for (const [name, zone] of cases) {
  test(`"${name}" most likely means ${zone ?? 'no time zone'}`, () => {
    assert.equal(nearestTimeZone(name), zone)
  })
}
