import assert from 'node:assert/strict'
import { test } from 'node:test'
import jsonata from 'jsonata'
import { astOf } from '../../../src/engine/expressions/ast.ts'
import { type Cost, costOf } from '../../../src/engine/expressions/cost.ts'
import { scopeUse } from '../../../src/engine/expressions/scope-dependencies.ts'

const treeOf = (source: string) => astOf(jsonata(source))

const repeated = (part: string, times: number, separator: string) => Array(times).fill(part).join(separator)

const sources: Readonly<Record<Cost, readonly string[]>> = {
  // However much the input is, each step takes its time for one item only.
  fixed: [
    'input.total > 10',
    'nodes.`a b`.x',
    'input.items[price < 10].name[]',
    'input.items.{ "name": name, "gross": price * 1.25 }',
    'input.items[price > $$.params.least]',
    '($rate := params.rate; input.items.{ "gross": price * $rate })',
    '$count(input.items[price > 100]) > 0 ? "large" : "small"',
    '$exists(input.a) and input.b ?? input.c',
    'nodes[0].a',
    '$$.input.a',
    '[1..3]',
    '-input.a[-1]',
    '$now()',
    'loop.index + 1',
    '$filter(input.items, function($item) { $item.price > params.least })',
    repeated('1', 100, '+'),
    `[${repeated('input.a', 5, ',')}]`,
    `input.items.{ ${Array.from({ length: 30 }, (_, index) => `"k${index}": f${index}`).join()} }`,
    '{ "price": $lookup($$.params.prices, input.id) * 2 }',
    'input.items[$lookup($$.params.prices, id) > 3]',
  ],
  // A step may go through all of the input.
  linear: [
    '"Dear " & input.name',
    '$sum(input.items.(price * quantity))',
    'input.items^(>price)[0].name',
    'nodes.a = nodes.b',
    'input.a in input.b',
    '$map(input.items, function($item, $index) { $index & ": " & $item.name })',
    '$map(input.items, function($item) { $uppercase($item.name) })',
    '$join(input.items.("Item " & name & ": " & price), ", ")',
    'input.items ~> $count ~> $string()',
    'input.name ~> $replace("a", "b")',
    '$formatNumber(input.total, "#,##0.00")',
    '$pad(input.name, -10, "0")',
    '$fromMillis($toMillis(input.date))',
    `[${repeated('input.a', 6, ',')}]`,
    '$merge([input, { "a": 1 }])',
  ],
  unknown: [
    // Regular expressions, pictures, evaluated text.
    '$contains(input.a, /x/)',
    '/x/',
    '$toMillis(input.a, "[Y]")',
    '$now("[Y]")',
    '$formatNumber(1, "0", { "grouping-separator": "" })',
    '$formatInteger(input.a, "w")',
    '$eval(input.a)',
    // Each item with each other, or with what came of those before.
    '$distinct(input.a)',
    '$spread(input.a)',
    '$sort(input.a)',
    '$reduce(input.a, function($all, $item) { $all + $item })',
    'input.items{ tag: $sum(price) }',
    'input.*',
    'input.**.a',
    'input.a@$a.b[$a.x = x]',
    'input.a#$index.{ "index": $index }',
    'input.a.b.%.c',
    repeated('1', 501, ',').replace(/.*/, '[$&]'),
    // Functions that may call themselves, or that may be anything.
    '($f := function($x) { $f($x) }; $f(1))',
    '(function($x) { $x })(1)',
    '$map(input.a, $string)',
    '$map(input.a, function($x)<s:s> { $x })',
    '($sum := function($x) { $x }; $sum(input.a))',
    '$map(input.a, function($sum) { $sum(1) })',
    '($f := $string; $f(input))',
    'input.f(1)',
    '$uppercase ~> $trim',
    '$substring(?, 0, 5)',
    '$anything(1)',
    // A value may become many times as large as the input.
    '[1..1000000]',
    '[1..input.n]',
    '$pad("", 1000000)',
    '$pad(input.a, input.n)',
    '$join(input.a, input.b)',
    '$replace(input.a, "x", input.b)',
    'input.items.{ "all": $$.input }',
    'input.items.($all := $$.params; $all)',
    '($all := input; input.items.{ "all": $all })',
    '$map(input.items, function($item) { params })',
    'input.items.$$.nodes.a = input.items.$$.nodes.b',
    '$map(input.items, function($item, $index, $all) { $all })',
    `input${'.{ "a": $, "b": $ }'.repeat(8)}`,
    `($a := input; ${'$a := [$a, $a];'.repeat(8)} $a)`,
    `($a := input.a; ${'$a := $a & $a;'.repeat(8)} $a)`,
    `$string([${repeated('input', 20, ',')}])`,
    `[${repeated('input.a = input.b', 100, ',')}]`,
    `[${repeated('$sum(input.a)', 150, ',')}]`,
    // All that there is.
    '$',
    '$$',
    'nodes',
    '$keys(nodes)',
    '$string()',
    // Changes what it is given.
    'input ~> |items|{ "a": 1 }|',
  ],
}

test('an expression is gone through once, however it is nested', () => {
  for (const source of [
    `${'a['.repeat(500)}/x/${']'.repeat(500)}`,
    `${'$string('.repeat(500)}/x/${')'.repeat(500)}`,
    `${'$lookup(a, '.repeat(500)}/x/${')'.repeat(500)}`,
    `${'(1 = '.repeat(500)}/x/${')'.repeat(500)}`,
    `${'$map(a, function($x) { '.repeat(300)}/x/${' })'.repeat(300)}`,
    `${'a.(b['.repeat(300)}/x/${'])'.repeat(300)}`,
  ]) {
    assert.equal(costOf(treeOf(source)), 'unknown')
    scopeUse(treeOf(source))
  }
})

for (const [cost, expressions] of Object.entries(sources)) {
  test(`expressions whose cost is ${cost} are told from others`, () => {
    for (const source of expressions) assert.equal(costOf(treeOf(source)), cost, source)
  })
}
