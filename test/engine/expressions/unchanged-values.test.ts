import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Expressions } from '../../../src/engine/expressions/expressions.ts'
import { scopeWith } from '../../support/engine/scope.ts'

const expressions = new Expressions({ timeoutMs: 60_000 })
after(() => expressions.close())

const input = {
  rows: [],
  lists: [[], [1], [1, 2]],
  items: [
    { name: 'lamp', price: 40 },
    { name: 'bulb', price: 2 },
  ],
  one: [{ name: 'desk', price: 250 }],
  marked: [{ tupleStream: true, name: 'a' }, { name: 'b' }],
  f: { _jsonata_lambda: 1 },
}

/** `$distinct(0)` has no fast form, so that all of the expression is left to JSONata. */
const slowly = (source: string) => `($distinct(0); ${source})`

const unchanged: readonly (readonly [source: string, value: unknown])[] = [
  ['{ "g": input.rows{ k: $sum(v) }, "n": $count(input.rows) }', { g: {}, n: 0 }],
  ['{ "g": input.rows{ "k": $sum(v) ?? 0 }, "rows": input.rows }', { g: { k: 0 }, rows: [] }],
  ['{ "own": input.rows{ "n": $count($$.input.rows) }, "n": $count(input.rows) }', { own: { n: 0 }, n: 0 }],
  [
    '{ "counts": input.lists.{ "n": $count($) }, "lists": input.lists }',
    { counts: [{ n: 0 }, { n: 1 }, { n: 2 }], lists: [[], [1], [1, 2]] },
  ],
  ['($r := input.rows; $g := $r{ "n": 1 }; { "g": $g, "n": $count($r) })', { g: { n: 1 }, n: 0 }],
  ['($r := []; $g := $r{ "n": 1 }; { "g": $g, "n": $count($r) })', { g: { n: 1 }, n: 0 }],
  ['($f := function($l) { $l{ "n": 1 } }; { "g": $f(input.rows), "r": input.rows })', { g: { n: 1 }, r: [] }],
  ['($g := $eval("$$.input.rows{ \\"n\\": 1 }"); { "g": $g, "r": input.rows })', { g: { n: 1 }, r: [] }],
  ['{ "t": input ~> |$$.input.items|{ "price": 0 }|, "prices": input.items.price }.prices', [40, 2]],
  [
    '{ "t": (input ~> |$append(items, $$.input.one)|{ "price": 0 }|).items.price, "p": input.one.price }',
    { t: [0, 0], p: 250 },
  ],
  ['($x := input.lists[1][]; { "x": $x, "values": input.lists.[*] })', { x: [1], values: [[], [1], [1, 2]] }],
  ['input.marked{ name: 1 }', { a: 1, b: 1 }],
  ['{ "f": input.f._jsonata_lambda, "all": input.f }', { f: 1, all: { _jsonata_lambda: 1 } }],
]

for (const [source, value] of unchanged) {
  test(`${source} changes nothing that it reads`, async () => {
    for (const each of [source, slowly(source)]) {
      const scope = scopeWith({ input: structuredClone(input) })
      assert.deepEqual(await expressions.evaluate(each, scope), value, each)
      assert.deepEqual(scope, scopeWith({ input }))
    }
  })
}

test('pairs of a group read the same item, also when it is alone', async () => {
  const source = 'input.items#$i{ "n" & $i: name, "p" & $i: price }'
  const value = await expressions.evaluate(source, scopeWith({ input }))
  assert.deepEqual(value, { n0: 'lamp', p0: 40, n1: 'bulb', p1: 2 })
})
