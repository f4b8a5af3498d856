import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatAge, formatBytes, formatDuration } from '../../../../src/web/lib/values/format.ts'

test('durations have their two largest units', () => {
  const cases: readonly [number, string][] = [
    [0, '0ms'],
    [999, '999ms'],
    [3400, '3.4s'],
    [125_000, '2m 5s'],
    [7_200_000, '2h'],
    [93_600_000, '1d 2h'],
  ]
  for (const [ms, text] of cases) assert.equal(formatDuration(ms, 'en'), text)
  assert.equal(formatDuration(125_000, 'ko'), '2분 5초')
})

test('ages are relative, those of other months dates', () => {
  const now = Date.parse('2026-11-29T12:00:00Z')
  assert.equal(formatAge('2026-11-29T11:55:00Z', now, 'en'), '5 minutes ago')
  assert.equal(formatAge('2026-11-29T14:00:00Z', now, 'ko'), '2시간 후')
  assert.match(formatAge('2026-01-02T12:00:00Z', now, 'en'), /Jan 2, 2026/)
})

test('sizes have the largest unit that fits', () => {
  assert.equal(formatBytes(0, 'en'), '0 bytes')
  assert.equal(formatBytes(1, 'en'), '1 byte')
  assert.equal(formatBytes(14, 'ko'), '14바이트')
  assert.equal(formatBytes(1500, 'en'), '1.5 kB')
  assert.equal(formatBytes(20_000_000, 'en'), '20 MB')
})
