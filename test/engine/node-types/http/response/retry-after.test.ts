import assert from 'node:assert/strict'
import { test } from 'node:test'
import { retryAfterMs } from '../../../../../src/engine/node-types/http/response/retry-after.ts'

const at = 'Wed, 21 Oct 2026 07:28:00 GMT'
const later = 'Wed, 21 Oct 2026 07:30:00 GMT'

const cases: readonly [number, Record<string, string>, number | undefined][] = [
  [429, { 'retry-after': '120' }, 120_000],
  [503, { 'retry-after': later, date: at }, 120_000],
  [503, { 'retry-after': at, date: later }, 0],
  [429, { 'retry-after': 'soon' }, undefined],
  [429, { 'retry-after': '9'.repeat(30) }, 366 * 86_400_000],
  [429, {}, undefined],
  [500, { 'retry-after': '120' }, undefined],
]

for (const [status, headers, ms] of cases) {
  test(`a ${status} with ${JSON.stringify(headers)} asks for a pause of ${ms} ms`, () => {
    assert.equal(retryAfterMs({ status, headers, body: new Uint8Array() }), ms)
  })
}
