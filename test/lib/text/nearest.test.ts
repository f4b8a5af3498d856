import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { misspelled, nearest } from '../../../src/lib/text/nearest.ts'

const types = [
  'start',
  'transform',
  'condition',
  'for_each',
  'http_request',
  'file_read',
  'file_write',
  'wait',
]

for (const [typed, meant] of [
  ['tranform', 'transform'],
  ['transfrom', 'transform'],
  ['TRANSFORM', 'transform'],
  ['forEach', 'for_each'],
  ['for-each', 'for_each'],
  ['http', 'http_request'],
  ['strat', 'start'],
  ['file_raed', 'file_read'],
  ['wiat', 'wait'],
  ['python', undefined],
  ['x', undefined],
  ['', undefined],
] as const) {
  test(`"${typed}" ${meant ? `means ${meant}` : 'means none of the names'}`, () => {
    assert.equal(nearest(typed, types), meant)
  })
}

test('the nearest of several names is chosen, the first of equally near ones', () => {
  assert.equal(nearest('itens', ['item', 'items']), 'items')
  assert.equal(nearest('cat', ['car', 'cut']), 'car')
})

test('a text that is too long for a name means none', () => {
  assert.equal(nearest('x'.repeat(10_000_000), types), undefined)
})

/** The length of the shortest row of insertions, deletions, replacements and swaps of neighbours, each letter used once. */
const plainDistance = (from: string, to: string): number => {
  const steps = Array.from({ length: from.length + 1 }, (_, row) =>
    Array.from({ length: to.length + 1 }, (_, column) => (row === 0 ? column : column === 0 ? row : 0)),
  )
  const at = (row: number, column: number) => steps[row]?.[column] ?? Infinity
  for (let row = 1; row <= from.length; row++) {
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1]
      const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      const line = steps[row] ?? []
      line[column] = Math.min(
        at(row - 1, column) + 1,
        at(row, column - 1) + 1,
        at(row - 1, column - 1) + (isSame ? 0 : 1),
        isSwap ? at(row - 2, column - 2) + 1 : Infinity,
      )
    }
  }
  return at(from.length, to.length)
}

test('a name is found when no more than a third of its letters, and three, have to be changed', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', 'é', '𝒳'), minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(word, fc.array(word, { maxLength: 6 }), (typed, names) => {
      const near = names
        .map((name) => ({ name, steps: plainDistance(typed, name), length: name.length }))
        .filter(({ steps, length }) => steps <= Math.min(3, Math.floor(Math.max(typed.length, length) / 3)))
      const least = Math.min(...near.map(({ steps }) => steps))
      assert.equal(misspelled(typed, names), near.find(({ steps }) => steps === least)?.name)
    }),
    { numRuns: 2000 },
  )
})
