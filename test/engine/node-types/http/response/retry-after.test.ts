import assert from 'node:assert/strict'
import { test } from 'node:test'
import { retryAfterMs } from '../../../../../src/engine/node-types/http/response/retry-after.ts'

const at = 'Wed, 21 Oct 2026 07:28:00 GMT'
const later = 'Wed, 21 Oct 2026 07:30:00 GMT'

const cases: readonly [number, Record<string, string>, number | undefined][] = [
  [429, { 'retry-after': '120' }, 120_000],
  [503, { 'retry-after': later, date: at }, 120_000],
  [503, { 'retry-after': at, date: later }, 0],
  [503, { 'retry-after': 'Wednesday, 21-Oct-26 07:30:00 GMT', date: at }, 120_000],
  [503, { 'retry-after': 'Wed Oct 21 07:30:00 2026 GMT', date: at }, 120_000],
  [429, { 'retry-after': '1.5' }, 1500],
  [429, { 'retry-after': 'soon' }, undefined],
  [429, { 'retry-after': 'in 5' }, undefined],
  [429, { 'retry-after': '-1' }, undefined],
  [429, { 'retry-after': '' }, undefined],
  [429, { 'retry-after': '9'.repeat(30) }, 366 * 86_400_000],
  [429, {}, undefined],
  [500, { 'retry-after': '120' }, undefined],
]

for (const [status, headers, ms] of cases) {
  test(`a ${status} with ${JSON.stringify(headers)} asks for a pause of ${ms} ms`, () => {
    assert.equal(retryAfterMs({ status, headers, body: new Uint8Array() }), ms)
  })
}
