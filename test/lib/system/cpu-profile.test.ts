import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type CpuProfile, functionTimes, topFunctions } from '../../../src/lib/system/cpu-profile.ts'

const frame = (functionName: string) => ({
  functionName,
  url: 'file:///a.js',
  lineNumber: 2,
  columnNumber: 0,
})

/** The nodes by name, each with the ids of what it calls; ids count from 1. */
const nodesOf = (...calls: readonly (readonly [name: string, ...children: number[]])[]) =>
  calls.map(([name, ...children], index) => ({ id: index + 1, callFrame: frame(name), children }))

const MS = 1000

/** Self and total time in ms by function. */
const timesOf = (profile: CpuProfile) =>
  Object.fromEntries(functionTimes(profile).map((each) => [each.function, [each.self_ms, each.total_ms]]))

test('each sample stands for the time up to the next one, and counts for all that are on the stack', () => {
  const times = timesOf({
    nodes: nodesOf(['(root)', 2], ['outer', 3], ['inner']),
    startTime: 0,
    endTime: 10 * MS,
    samples: [2, 3, 2],
    timeDeltas: [0, 2 * MS, 5 * MS],
  })
  assert.deepEqual(times, { outer: [5, 10], inner: [5, 5] })
})

test('a function that calls itself, also by others, counts once', () => {
  const times = timesOf({
    nodes: nodesOf(['(root)', 2, 5], ['walk', 3], ['visit', 4], ['walk'], ['walk']),
    startTime: 0,
    endTime: 4 * MS,
    samples: [2, 3, 4, 5],
    timeDeltas: [0, MS, MS, MS],
  })
  assert.deepEqual(times, { walk: [3, 4], visit: [1, 2] })
})

test('samples that arrive out of order are sorted', () => {
  const times = timesOf({
    nodes: nodesOf(['(root)', 2, 3], ['a'], ['b']),
    startTime: 0,
    endTime: 3 * MS,
    // a at 0, b at 2, a at 1
    samples: [2, 3, 2],
    timeDeltas: [0, 2 * MS, -MS],
  })
  assert.deepEqual(times, { a: [2, 2], b: [1, 1] })
})

test('idle time counts in the percentages and is no function; what has no name is anonymous', () => {
  const [only, ...others] = functionTimes({
    nodes: nodesOf(['(root)', 2, 3], ['(idle)'], ['']),
    startTime: 0,
    endTime: 8 * MS,
    samples: [2, 3],
    timeDeltas: [0, 6 * MS],
  })
  assert.deepEqual(others, [])
  assert.deepEqual(only, {
    function: '(anonymous)',
    url: 'file:///a.js',
    line: 3,
    self_ms: 2,
    self_percent: 25,
    total_ms: 2,
    total_percent: 25,
  })
})

test('a profile without samples has no times', () => {
  for (const nodes of [[], nodesOf(['(root)', 2], ['a'])]) {
    const functions = functionTimes({ nodes, startTime: 5, endTime: 5 })
    assert.deepEqual(topFunctions(functions, 'self_ms', 10), [])
    assert.deepEqual(topFunctions(functions, 'total_ms', 10), [])
  }
})

test('the top is the most of what was asked for, without those that took nothing', () => {
  const functions = functionTimes({
    nodes: nodesOf(['(root)', 2, 3], ['a'], ['b', 4], ['c']),
    startTime: 0,
    endTime: 6 * MS,
    samples: [2, 4],
    timeDeltas: [0, 2 * MS],
  })
  const names = (by: 'self_ms' | 'total_ms', count: number) =>
    topFunctions(functions, by, count).map((each) => each.function)
  assert.deepEqual(names('self_ms', 10), ['c', 'a'])
  assert.deepEqual(names('total_ms', 2), ['b', 'c'])
})

/** A tree of calls of few functions, so that many call themselves, and samples all over it. */
const anyProfile = fc
  .array(fc.record({ parent: fc.nat(), name: fc.constantFrom('a', 'b', 'c') }), {
    minLength: 1,
    maxLength: 30,
  })
  .chain((calls) =>
    fc.record({
      calls: fc.constant(calls),
      samples: fc.array(
        fc.record({ id: fc.integer({ min: 2, max: calls.length + 1 }), delta: fc.nat(5000) }),
        {
          minLength: 1,
        },
      ),
    }),
  )
  .map(({ calls, samples }): CpuProfile => {
    const nodes = [
      { id: 1, callFrame: frame('(root)'), children: [] as number[] },
      ...calls.map(({ name }, index) => ({
        id: index + 2,
        callFrame: frame(name),
        children: [] as number[],
      })),
    ]
    for (const [index, { parent }] of calls.entries()) nodes[parent % (index + 1)]?.children.push(index + 2)
    const timeDeltas = samples.map(({ delta }, index) => (index === 0 ? 0 : delta))
    const endTime = timeDeltas.reduce((sum, delta) => sum + delta, 0) + 1000
    return { nodes, startTime: 0, endTime, samples: samples.map(({ id }) => id), timeDeltas }
  })

test('the times of all functions themselves are the whole time, and no function took longer than that', () => {
  fc.assert(
    fc.property(anyProfile, (profile) => {
      const functions = functionTimes(profile)
      const self = functions.reduce((sum, { self_ms }) => sum + self_ms, 0)
      assert.ok(Math.abs(self - profile.endTime / MS) < 0.01)
      for (const { self_ms, total_ms } of functions) {
        assert.ok(self_ms <= total_ms)
        assert.ok(total_ms <= profile.endTime / MS)
      }
    }),
  )
})
