import assert from 'node:assert/strict'
import { test } from 'node:test'
import { regression, toFigures } from '../../bench/baseline.ts'
import type { Samples } from '../../bench/report.ts'

const rate = { side: 'ours', metric: 'rate', to: 'rival', atLeast: 2 }
const memory = { side: 'ours', metric: 'MB', to: 'rival', atMost: 1 }

const samplesOf = (ours: readonly number[], rival: readonly number[]): Samples =>
  new Map([
    ['ours', ours.map((value) => ({ rate: value, MB: value }))],
    ['rival', rival.map((value) => ({ rate: value, MB: value }))],
  ])

test('a figure is the ratio of the medians with the spread of the rounds as its noise', () => {
  const figures = toFigures('read', rate, samplesOf([200, 300, 400], [100, 100, 100]))
  assert.deepEqual(figures, { 'read: rate of ours to rival': { ratio: 3, noise: 0.33 } })
  const quiet = toFigures('read', rate, samplesOf([300, 300, 300], [100, 100, 100]))
  assert.deepEqual(quiet, { 'read: rate of ours to rival': { ratio: 3, noise: 0.1 } })
})

test('only what is worse than the noise is a regression, in the direction of its target', () => {
  const baseline = {
    'read: rate of ours to rival': { ratio: 3, noise: 0.1 },
    'read: MB of ours to rival': { ratio: 0.5, noise: 0.2 },
  }
  const check = (target: typeof rate | typeof memory, ours: number, rival: number) =>
    regression(baseline, 'read', { target, samples: samplesOf([ours], [rival]) })
  assert.equal(check(rate, 271, 100), undefined)
  assert.equal(check(rate, 900, 100), undefined)
  assert.equal(
    check(rate, 269, 100),
    'read: rate of ours to rival is 2.69; the baseline is 3, so at least 2.70 was expected',
  )
  assert.equal(check(memory, 59, 100), undefined)
  assert.equal(
    check(memory, 61, 100),
    'read: MB of ours to rival is 0.61; the baseline is 0.5, so at most 0.600 was expected',
  )
})

test('a rival that is not present, and a figure without a baseline, are no regressions', () => {
  const samples: Samples = new Map([['ours', [{ rate: 1 }]]])
  assert.deepEqual(toFigures('read', rate, samples), {})
  assert.equal(regression({}, 'read', { target: rate, samples: samplesOf([1], [1]) }), undefined)
})
