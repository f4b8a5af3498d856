import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isoTime } from '../../../src/lib/time/clock.ts'
import { IsoTimes } from '../../../src/lib/time/iso-times.ts'

test('times are written and read as always, the last one and any other', () => {
  const times = new IsoTimes()
  for (const ms of [0, 1, 1, 1_795_000_000_123, 1, 1_795_000_000_123]) {
    assert.equal(times.toText(ms), isoTime(ms))
    assert.equal(times.toMs(isoTime(ms)), ms)
    assert.equal(times.toMs(isoTime(ms + 7)), ms + 7)
  }
})
