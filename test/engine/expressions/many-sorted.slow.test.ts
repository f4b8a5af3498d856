import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import jsonata from 'jsonata'
import { Expressions } from '../../../src/engine/expressions/expressions.ts'
import { scopeWith } from '../../support/engine/scope.ts'

// JSONata's own way needs more than a minute for each of them.
const expressions = new Expressions({ timeoutMs: 20_000 })
after(() => expressions.close())

const count = 50_000
const rows = Array.from({ length: count }, (_, id) => ({
  id,
  v: (id * 7919) % count,
  kind: `g${id % 7}`,
  same: id % 2,
}))
const large = scopeWith({ input: { rows } })

for (const [source, value] of [
  ['input.rows^(v).v', rows.map(({ id }) => id)],
  ['input.rows^(>v)[0].v', count - 1],
  ['$count(input.rows^(kind, >v)[kind = "g0"])', Math.ceil(count / 7)],
  ['(input.rows^($string(kind)){ kind: $count(v) }).g0', Math.ceil(count / 7)],
  ['$count(input.rows#$i^(same, >$i).{ "i": $i, "v": v })', count],
  ['input.rows@$r^(>$r.v)[0].$r.v', count - 1],
  ['$sort(input.rows.v)[-1]', count - 1],
  ['$sort(input.rows.kind)[0]', 'g0'],
  ['$count($distinct(input.rows))', count],
  ['$count($distinct(input.rows.v))', count],
  ['$count($distinct(input.rows[id < 2000].{ "b": same, "a": kind }))', 14],
] as const) {
  test(`${source} for ${count} rows`, async () => {
    assert.deepEqual(await expressions.evaluate(source, large), value)
  })
}

const scope = scopeWith({
  input: {
    rows: [
      { k: 'b', n: 2, l: [1] },
      { k: 'a', n: 2, l: [2, 3] },
      { n: 1, m: 'x' },
      { k: 'c', n: 1, o: { p: 1, q: [1, { r: 2 }] } },
      { n: 3, o: { q: [1, { r: 2 }], p: 1 } },
    ],
    one: [{ k: 'a', n: 1 }],
    lists: [[3, 1], [2], [3, 1]],
    single: [[3, 1, 2]],
    mixed: [1, 'a', 2, true, null, '1', 1, true, null, [1], { a: 1 }, [1], { a: 1 }],
    empty: [],
    words: ['é', 'e', 'Z', 'a', '10', '9'],
    nested: [{ rows: [{ n: 2 }, { n: 1 }] }, { rows: [{ n: 0 }] }],
  },
})

const alike = `
  input.rows^(n).k | input.rows^(>n, k).(k ?? n) | input.rows^(n, >k) | input.rows^(k)[0] | input.rows^(k)[-1].n
  input.rows^(n)[n = 1] | input.rows^(n)[n = 1][0].k | input.rows^(n)[n > 5] | input.rows^(n)[n = 3] | input.rows^(n)[]
  input.rows[n = 3]^(k)[] | input.rows[n = 3]^(k) | input.rows[n = 3]^(k).k | input.rows[n = 9]^(k) | input.none^(k)
  input.one^(k) | input.one^(k)[] | input.one^(k)[0] | input.one^(k).k[] | input.one^($error("never")) | input.empty^($) | input.empty^($)[]
  input.lists^($) | input.lists^($count($)) | input.lists.$^($) | input.single^($) | input.single^($)[0] | input.lists[0]^($)
  input.[n]^($) | input.rows.[n]^($) | input.rows.[n, 1]^($[0]) | input.rows.[n]^($[0])[0] | [3, 1, 2]^($) | [3, 1, 2]^(>$)[0] | [[2, 1], [1]]^($[0]) | [5]^($)
  [input.rows.n]^($) | (input.rows.n)^($) | ([3, 1, 2])^($) | $.input.rows^(n).n | input.nested.rows^(n).n | input.nested.rows^(n) | input.nested.(rows^(n)).n | input.nested^(rows[0].n).rows.n
  input.rows^(o) | input.rows^(l) | input.rows^(n, m) | input.mixed^($) | input.rows^(k, l) | input.words^($) | input.words^(>$) | input.rows^(n > 1) | input.rows^($lowercase(k)).n
  input.rows^(n){ $string(n): k } | input.rows^(n).{ "k": k, "n": n } | input.rows^(>n).l | input.rows.n^($)^(>$) | input.rows^(n)^(>k).k | input.rows^(n)#$i.{ "i": $i, "n": n }
  input.rows#$i^(n).$i | input.rows@$r^($r.n).$r.k | input.nested.rows.{ "n": n, "of": $count(%.rows) }^(n) | $map(input.rows^(n), function($r) { $r.k }) | (input.rows^(k))[0].k | input.rows^(n).n[0]
  input.rows#$i^(n, >$i).{ "i": $i, "n": n } | input.rows#$i^(>$i)[0].$i | input.rows@$r^($r.n, >$r.k)#$j.{ "j": $j, "k": $r.k } | input.rows@$r#$i^($i % 2, $r.n).($i & $r.k) | input.rows^(>n)#$i[0].{ "i": $i, "n": n }
  input.nested.rows^(%.rows[0].n, >n).n | input.nested.rows#$i^(>$i).{ "i": $i, "of": $count(%.rows) } | input.one#$i^($i).$i | input.rows#$i^(o).$i | input.rows#$i^(k)[] | [input.rows#$i^(>$i).$i] | input.rows#$i^(>$i).l
  $count(input.rows^(n)) | $eval("input.rows^(n).n") | ($n := "n"; input.rows^($lookup($, $n)).n) | ($f := function($x) { $x.n }; input.rows^($f($)).n) | input.rows^(undefined).n | input ~> |rows^(n)[0]|{ "first": true }|
  $sort(input.rows.n) | $sort(input.words) | $sort(input.mixed) | $sort(input.empty) | $sort(input.none) | $sort(5) | $sort([5]) | $sort(input.rows, function($a, $b) { $a.n < $b.n }).n
  $sort(input.rows, function($a, $b) { $a.o > 1 }) | $sort(input.words, function($a, $b) { $length($a) }) | input.words ~> $sort | $sort(input.rows) | $sort("b") | $sort(input.rows.n, 5)
  $distinct(input.mixed) | $distinct(input.rows.o) | $distinct(input.rows.n) | $distinct(input.lists) | $distinct(input.single) | $distinct(input.one) | $distinct(input.none) | $distinct(input.empty) | $distinct("a")
  $distinct([{ "a": 1 }, { "a": "1" }, { "a": [1] }, { "a": [[1]] }, { "a": {} }, { "a": [] }, { "a": {} }]) | $distinct(["[1]", [1], "[1]", [1]]) | $distinct([1, 1.0, -0, 0]) | $count($distinct([$sum, $sum, $max])) | $distinct(input.rows.n[]) | $distinct(["a"])
  $distinct([{ "a,b": 1 }, { "a": ",b" }]) | $distinct(["\\"a", "a", "\\"a"]) | $distinct([true, "true", 1]) | $distinct(input.rows).n | $distinct() | $distinct(1, 2) | $distinct([[1, 2], [12], ["1,2"]]) | $distinct([input.rows.n, 2])
`

// JSONata forgets the variables of what it has sorted.
for (const [source, value] of [
  ['input.rows#$i^(n)[$i > 1].$i', [2, 3, 4]],
  ['input.rows#$i^(k)^(>$i).$i', [4, 3, 2, 1, 0]],
  ['input.rows#$i^(>$i){ $string(n): $i }', { 1: [3, 2], 2: [1, 0], 3: 4 }],
  ['input.rows@$r^(>$r.n)[$r.k = "a"].$r.n', 2],
] as const) {
  test(`${source} keeps the variables of sorted items`, async () => {
    assert.equal(JSON.stringify(await expressions.evaluate(source, scope)), JSON.stringify(value))
  })
}

const outcomeOf = async (evaluate: () => unknown): Promise<unknown> => {
  try {
    return JSON.stringify(await evaluate()) ?? 'nothing'
  } catch (error) {
    return `fails: ${Object(error).message.replace(/ \(at character \d+\).*/, '')}`
  }
}

test('sorted and distinct values, and errors, are those of JSONata', async () => {
  const plain = JSON.parse(JSON.stringify(scope))
  for (const source of alike
    .split(/\n| \| (?![|{])/)
    .map((each) => each.trim())
    .filter(Boolean)) {
    const expected = await outcomeOf(async () => jsonata(source).evaluate(structuredClone(plain)))
    // `$distinct(0)` has no fast form, so that all of the expression is left to JSONata.
    for (const own of [source, `($distinct(0); ${source})`])
      assert.equal(await outcomeOf(async () => expressions.evaluate(own, scope)), expected, source)
  }
})
