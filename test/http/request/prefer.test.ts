import assert from 'node:assert/strict'
import { test } from 'node:test'
import { waitOf } from '../../../src/http/request/prefer.ts'

const DEFAULT_MS = 10_000

const cases: readonly (readonly [header: string | undefined, ms: number, applied: string | undefined])[] = [
  [undefined, DEFAULT_MS, undefined],
  ['', DEFAULT_MS, undefined],
  ['respond-async', 0, 'respond-async'],
  ['RESPOND-ASYNC', 0, 'respond-async'],
  ['wait=3', 3000, 'wait=3'],
  ['wait=0', 0, 'wait=0'],
  ['return=minimal, wait=5', 5000, 'wait=5'],
  ['wait=5, wait=7', 5000, 'wait=5'],
  ['wait=5, respond-async', 0, 'respond-async'],
  ['wait=999999', 300_000, 'wait=300'],
  ['wait=99999999999', DEFAULT_MS, undefined],
  ['wait=-1', DEFAULT_MS, undefined],
  ['wait=1.5', DEFAULT_MS, undefined],
  ['wait=soon', DEFAULT_MS, undefined],
  ['handling=strict', DEFAULT_MS, undefined],
  ['wait="1"', 1000, 'wait=1'],
  ['Wait = "2"', 2000, 'wait=2'],
  ['wait=3; note="a, respond-async"', 3000, 'wait=3'],
  ['note="wait=9, respond-async", wait=4', 4000, 'wait=4'],
  ['note="a \\" b", wait=5', 5000, 'wait=5'],
  ['respond-async; note=x', 0, 'respond-async'],
  ['respond-async=""', 0, 'respond-async'],
  ['respond-async=false', DEFAULT_MS, undefined],
  ['wait="1', DEFAULT_MS, undefined],
  ['wait=', DEFAULT_MS, undefined],
  [',, wait=6 ,', 6000, 'wait=6'],
  ['"'.repeat(199), DEFAULT_MS, undefined],
]

for (const [header, ms, applied] of cases) {
  test(`Prefer: ${header}`, () => assert.deepEqual(waitOf(header, DEFAULT_MS), { ms, applied }))
}
