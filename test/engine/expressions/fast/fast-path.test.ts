import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import jsonata from 'jsonata'
import { Expressions } from '../../../../src/engine/expressions/expressions.ts'
import { scopeWith } from '../../../support/engine/scope.ts'
import { watchTurns } from '../../../support/time/turns.ts'
import { context, expression } from './arbitraries.ts'

const expressions = new Expressions({ timeoutMs: 60_000 })
after(() => expressions.close())

const isValid = (source: string): boolean => {
  try {
    jsonata(source)
    return true
  } catch {
    return false
  }
}

/** JSON text, or the word for a failure: numbers that are none and functions have no text. */
const outcomeOf = async (evaluate: () => unknown): Promise<string | undefined> => {
  try {
    return JSON.stringify(await evaluate(), (_key, part: unknown) => {
      if (typeof part === 'function' || (typeof part === 'number' && !Number.isFinite(part)))
        throw new Error()
      return part
    })
  } catch {
    return 'failure'
  }
}

const RUNS = Number(process.env.EXPRESSION_RUNS ?? 300)

test('both lanes give what JSONata gives, and change nothing', async () => {
  let isFast = 0
  await fc.assert(
    fc.asyncProperty(expression, context, async (inner, input) => {
      const source = `input.(${inner})`
      fc.pre(isValid(source))
      await nextTurn()
      const scope = scopeWith({ input })
      const before = structuredClone(scope)
      const found = expressions.compile(source).evaluate(scope)
      if (!(found instanceof Promise)) isFast++
      const own = structuredClone(scope)
      const expected = await outcomeOf(() => jsonata(source).evaluate(own))
      const actual = await outcomeOf(() => found)
      assert.deepEqual(scope, before)
      // JSONata puts an item into empty lists that it groups, and finds it there afterwards.
      if (isDeepStrictEqual(own, before)) assert.equal(actual, expected)
    }),
    { numRuns: RUNS },
  )
  assert.ok(isFast > RUNS / 5, `${isFast} of ${RUNS}`)
})

const scope = scopeWith({
  input: {
    total: 122,
    rate: 1 / 3,
    name: ' Kim  Lee ',
    items: [
      { sku: 'a', price: 40, quantity: 3, tags: ['x', 'y'] },
      { sku: 'b', price: 2, quantity: 1 },
    ],
    one: [5],
    empty: [],
    nothing: null,
  },
  params: { least: 10, tiers: [{ from: 0 }, { from: 100 }] },
})

const answers: readonly (readonly [source: string, value: unknown])[] = [
  ['input.total > 100', true],
  ['{ "total": $sum(input.items.(price * quantity)), "none": input.none }', { total: 122 }],
  ['input.items.price', [40, 2]],
  ['input.one', [5]],
  ['input.none.more', undefined],
  ['input.nothing', null],
  ['input.empty', []],
  ['input.total >= 100 and input.none = 1 ? "yes" : "no"', 'no'],
  ['"total: " & input.total & ", rate: " & input.rate', 'total: 122, rate: 0.333333333333333'],
  ['input.items[price > $$.params.least].sku', 'a'],
  ['input.items[price > 10].sku[]', ['a']],
  ['input.items[-1].{ "sku": sku, "gross": price * 1.25 }', { sku: 'b', gross: 2.5 }],
  ['input.items.{ "sku": sku }[]', [{ sku: 'a' }, { sku: 'b' }]],
  ['input.items[price > 100]', undefined],
  ['$count(input.items[$not($exists(tags))])', 1],
  ['($tier := params.tiers[$$.input.total > from][-1]; $max([0, input.total - $tier.from]))', 22],
  ['input.items.($sku := sku; $sku & price)', ['a40', 'b2']],
  ['$merge([{ "a": 1 }, { "b": input.one }])', { a: 1, b: [5] }],
  ['[$min(input.items.price), $max(input.items.price), $average(input.items.price)]', [2, 40, 21]],
  ['input.name ~> $trim() ~> $uppercase', 'KIM LEE'],
  ['$join($split("a,b", ","), "; ")', 'a; b'],
  ['$lookup(input, "total") ?? 1', 122],
  ['input.none ?: $string(input.one)', '[5]'],
  ['input.items^(price).sku', ['b', 'a']],
  ['input.items^(>price, sku)[0].price', 40],
  ['input.items^(quantity)[price > 2]', { sku: 'a', price: 40, quantity: 3, tags: ['x', 'y'] }],
  ['params.tiers.from^(>$)', [100, 0]],
  ['"x" in input.items[0].tags', true],
  ['$number("12.5") + 1', 13.5],
  ['[1, [2], input.one, input.none]', [1, [2], 5]],
  ['input.items{ sku: price }', { a: 40, b: 2 }],
  ['input.items{ "all": $sum(price), "skus": sku }', { all: 42, skus: ['a', 'b'] }],
  ['$map(input.items, function($item, $index) { $index & $item.sku })', ['0a', '1b']],
  ['$filter(input.items, function($item) { $item.price > 10 }).sku', 'a'],
  ['$sort(input.items, function($l, $r) { $l.price > $r.price }).sku', ['b', 'a']],
  ['$reduce(input.items, function($sum, $item) { $sum + $item.price }, 0)', 42],
  ['$each(input.items[1], function($value, $name) { $name & $value })', ['skub', 'price2', 'quantity1']],
  ['$sift(input.items[1], function($value) { $value = 2 })', { price: 2 }],
  ['input.items{ sku: $map($, function($item) { $item.price * 2 }) }', { a: 80, b: 4 }],
  ['($gross := function($n) { $round($n * 1.25, 2) }; input.items.$gross(price))', [50, 2.5]],
  ['input.empty{ "n": $count($), "rows": $count($$.input.empty) }', { n: 0, rows: 0 }],
]

test('common shapes are evaluated on the main thread', async () => {
  for (const [source, value] of answers) {
    await nextTurn()
    assert.deepEqual(expressions.compile(source).evaluate(scope), value, source)
  }
})

test('a time is the same in a whole evaluation', async () => {
  const times = await expressions.evaluate(
    '[$millis(), $toMillis($now()), $toMillis($now()) - $millis()]',
    scope,
  )
  assert.ok(Array.isArray(times))
  assert.equal(times[0], times[1])
  const object = await expressions.evaluate('{ "a": $now(), "b": $now(), "c": $millis() }', scope)
  const { a, b, c }: { a: string; b: string; c: number } = JSON.parse(JSON.stringify(object))
  assert.deepEqual([a, Date.parse(b)], [b, c])
})

test('a secret is used on the main thread, and only one that is there', async () => {
  const secrets = new Map([['key', 'hidden']])
  await nextTurn()
  assert.equal(expressions.evaluate('"Bearer " & $secret("key")', scope, { secrets }), 'Bearer hidden')
  await assert.rejects(
    async () => expressions.evaluate('$secret("other")', scope, { secrets }),
    /must be a literal/,
  )
  await assert.rejects(async () => expressions.evaluate('$secret("key")', scope))
})

const left = [
  'input.*',
  '$contains(input.name, /k/i)',
  '$distinct(input.items.sku)',
  '(function($x) { $x })(1)',
  '$map(input.items.sku, $uppercase)',
  '($f := function($n) { $n > 1 ? $n * $f($n - 1) : 1 }; $f(5))',
  '$eval("1")',
  'nodes',
]

test('other shapes are evaluated in a worker', async () => {
  for (const source of left) {
    const found = expressions.compile(source).evaluate(scope)
    assert.ok(found instanceof Promise, source)
    await found
  }
})

const list = Array.from({ length: 5000 }, (_, index) => index)
const large = scopeWith({ input: { list, rows: list.map((id) => ({ id, text: 'word '.repeat(20) })) } })
test('large arrays are summed and counted on the main thread', async () => {
  const huge = scopeWith({ input: { numbers: Array(500_000).fill(1), rows: Array(500_000).fill({ a: 1 }) } })
  await nextTurn()
  assert.equal(expressions.evaluate('$sum(input.numbers)', huge), 500_000)
  await nextTurn()
  assert.equal(expressions.evaluate('$count(input.rows)', huge), 500_000)
})

const again = (source: string, times: number) => `[${Array(times).fill(source).join()}]`

const heavy = [
  '$sum(input.list.($a := $; $sum($$.input.list.($a * $))))',
  '$count(input.list[$count($$.input.list[$ > 3]) > 5])',
  'input.list.($$.input.list.($ + 1))',
  `{ ${list.slice(0, 300).map((id) => `"k${id}": input.rows`)} }`,
  `(${'$x := $x & $x;'.repeat(40)} $x)`.replace('$x', '$x := $join(input.rows.text); $x'),
  '$map(input.list, function($a) { $sum($map($$.input.list, function($b) { $a * $b })) })',
  '$sort(input.list, function($a, $b) { $count($$.input.list[$ > $a]) > $b })',
  `($f0 := function($n) { $n }; ${list
    .slice(1, 40)
    .map((n) => `$f${n} := function($n) { $f${n - 1}($n) + $f${n - 1}($n) };`)
    .join('')} $f39(1))`,
  again('$string(input.rows)', 60),
  again('$trim($join(input.rows.text))', 60),
  again('$join($split($join(input.rows.text), "o"), "abc")', 60),
  again('$sum(input.list)', 500),
]

test('an expression that is too much for the main thread leaves it in time', async () => {
  const hasty = new Expressions({ timeoutMs: 20, graceMs: 20, wallTimeMs: 60_000 })
  await hasty.evaluate('$distinct(input.list[0])', large)
  const turns = watchTurns()
  for (const source of heavy) {
    await nextTurn()
    const found = hasty.evaluate(source, large)
    assert.ok(found instanceof Promise, source.slice(0, 100))
    await found.catch(() => {})
  }
  assert.ok(turns.stop() < 1000)
  await hasty.close()
})
