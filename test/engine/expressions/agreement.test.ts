import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import jsonata from 'jsonata'
import { Expressions } from '../../../src/engine/expressions/expressions.ts'
import { scopeWith } from '../../support/engine/scope.ts'

const expressions = new Expressions({ timeoutMs: 60_000 })
after(() => expressions.close())

const orders = [
  { id: 'o1', v: 1, lines: [{ sku: 'a', price: 40, n: 2, tags: ['x'] }] },
  {
    id: 'o2',
    v: 7,
    lines: [
      { sku: 'b', price: 2, n: 1 },
      { sku: 'a', price: 38, n: 3, tags: ['x', 'y'] },
    ],
  },
  { id: 'o3', v: 9, lines: { sku: 'c', price: 250, n: 1, tags: [] } },
]
const stock = [
  { sku: 'a', place: 'left' },
  { sku: 'b', place: 'right' },
]
const scope = () =>
  scopeWith({
    input: { orders, stock, lists: [[], [1], [1, [2]]], text: 'one two', none: null },
    params: { least: 5, names: ['Kim'] },
    nodes: { shop: { stock } },
  })

/** Each group of the language's features, with cases of it. */
const groups: Readonly<Record<string, readonly string[]>> = {
  paths: [
    'input.orders.lines.sku',
    'input.orders[0].lines.sku',
    'input.orders.lines[0].sku',
    '(input.orders.lines)[-1].sku',
    'input.orders[1.7].id',
    'input.orders[[0, 2]].id',
    'input.orders.missing',
    'input.lists',
    'input.lists.$',
    '$[0].input.text',
    '$$.params.names[]',
  ],
  wildcards: ['input.orders.*.sku', 'input.**.sku', 'input.**.price[$ > 30]', 'input.lists.*', '*.least'],
  predicates: [
    'input.orders[v > $$.params.least].id',
    'input.orders[v > 5][0].id[]',
    'input.orders[lines.sku = "a"].id',
    'input.orders[$exists(lines.tags)].v',
    'input.orders[v > "a"]',
  ],
  indexes: [
    'input.orders[v > 5]#$i.{ "i": $i, "v": v }',
    'input.orders#$o.lines#$l.{ "o": $o, "l": $l, "sku": sku }',
    'input.orders^(>v)#$i.{ "i": $i, "id": id }',
    'input.orders^(v)[v > 1]#$i.{ "i": $i, "id": id }',
    'input#$i.{ "i": $i, "p": $$.params }',
  ],
  joins: [
    '$$.params@$p.input.orders.v',
    '$.input@$i.params',
    'input@$i.orders.{ "v": v, "s": $i.stock.sku }',
    'input.orders.lines@$l.$$.input.stock@$s[$l.sku = $s.sku].{ "sku": $l.sku, "place": $s.place }',
    'input.orders.lines@$l.$$.nodes.shop.stock@$s[$l.sku = $s.sku].{ "n": $l.n, "place": $s.place }',
    'nodes.shop@$n.input.orders[0].{ "id": id, "skus": $n.stock.sku }',
    'input.orders@$o{ $o.id: $count($o.lines) }',
    'input.orders[0]@$o',
  ],
  parents: [
    'input.orders.lines.{ "id": %.id, "sku": sku }',
    'input.orders.lines.tags.{ "id": %.%.id }',
    'input.orders.lines[%.v > 1].sku',
    'input.orders.lines{ %.id: $sum(price) }',
    'input.orders.lines^(%.v, >price).sku',
    'input.orders.%.%.params.least',
    '%.a',
  ],
  sorting: [
    'input.orders.lines^(price).sku',
    'input.orders.lines^(sku, >price).price',
    'input.orders^(lines)',
    'input.orders^(missing).id',
    '$sort(input.orders, function($a, $b) { $a.v < $b.v }).id',
    '$sort([3, 1, 2])',
    '$sort([{}, {}])',
  ],
  grouping: [
    'input.orders.lines{ sku: $sum(price * n) }',
    'input.orders.lines{ sku: $sum($.(price * n)) }',
    'input.orders{ id: lines{ sku: price } }',
    'input.orders.lines{ sku: price, sku: n }',
    'input.orders.lines{ price: sku }',
    'input.orders.lines{ sku: price, "all": $count($) }',
    'input.orders.lines{ tags[0]: sku[] }',
    '{ "a": input.none, "b": input.missing, "c": [] }',
    '{ "a": 1, "a": 2 }',
    '{ input.none: 1 }',
    '{ "_jsonata_lambda": 1 }',
  ],
  lists: [
    '[1, [2, [3]], input.lists]',
    '[1..3].[$]',
    '[1..3].[$][0]',
    'input.orders.[lines.sku]',
    'input.orders.[lines.sku][]',
    '[[1], [2]][0]',
    '[1][]',
    '[3..1]',
    '[1.."a"]',
    '[1..100000000]',
  ],
  transforms: [
    'input ~> |orders|{ "v": v * 2 }, "lines"|',
    'input ~> |orders.lines|{ "gross": price * 1.2 }, ["tags", "n"]|',
    'input.orders[0] ~> |$|[1]|',
    'input.orders[0] ~> |$|{}, [1]|',
    'input ~> |text|{ "a": 1 }|',
    'input.orders ~> |lines[0]|{ "first": true }|',
  ],
  functions: [
    '($f := function($n) { $n < 1 ? 0 : $f($n - 1) }; $f(2000))',
    '($f := function($x)<n:n> { $x + 1 }; $f("a"))',
    '(function($x) { $x + 1 } ~> function($x) { $x * 2 })(3)',
    '($half := $substring(?, 0, 3); $half(input.text))',
    '$map(input.orders, function($o, $i) { $i & $o.id })',
    '$filter(input.orders, function($o) { $o.v > 5 }).id',
    '$reduce(input.orders.v, function($a, $b) { $a + $b })',
    '$each(input.orders[0], function($v, $k) { $k })',
    '$sift(input.orders[0], function($v, $k) { $k = "id" })',
    '($f := function($x) { $x }; $keys($f))',
    '[function($x) { $x }].$keys($)',
    '$string(function($x) { $x })',
    '$eval("input.orders{ id: v }")',
    '$eval("1 +")',
    '1 ~> 2',
    '$error("no")',
    '$assert(false, "no")',
  ],
  values: [
    '1 + "a"',
    '-"a"',
    '1 < "a"',
    '"a" & [1, { "b": 2 }]',
    'input.missing ?? 1',
    'input.none ?: 2',
    '$number("a")',
    '$substring(input.text, -3)',
    '$split(input.text, /\\s/)',
    '$replace(input.text, /(o)n/, "[$1]")',
    '$match(input.text, /o/).index',
    '$formatNumber(1234.5, "#,##0.00")',
    '$formatBase(5, 40)',
    '$distinct([1, 1, 2])',
    '$spread({ "a": 1, "b": 2 })',
    '$merge(input.stock)',
    '$zip([1, 2], [3, 4])',
    '$toMillis("soon")',
    '$fromMillis(0, "[Y]-[M01] [Z]", "+0200")',
    '$decodeUrl("%")',
  ],
}

const outcomeOf = async (evaluate: () => unknown): Promise<string | undefined> => {
  try {
    return JSON.stringify(await evaluate())
  } catch (thrown) {
    const { message, position }: { message: string; position?: unknown } = Object(thrown)
    return `fails: ${message}${typeof position === 'number' ? ` (at character ${position})` : ''}`
  }
}

const plain = (source: string) => outcomeOf(() => jsonata(source).evaluate(scope()))
const own = (source: string) => outcomeOf(async () => expressions.evaluate(source, scope()))

for (const [name, sources] of Object.entries(groups)) {
  test(`${name} have the values and errors of JSONata`, async () => {
    for (const source of sources) {
      const [found, wanted = 'undefined'] = [await own(source), await plain(source)]
      // Errors may go on with what to write instead.
      if (wanted.startsWith('fails: '))
        assert.ok(found?.startsWith(wanted), `${source} ${found}, not ${wanted}`)
      else assert.equal(found ?? 'undefined', wanted, source)
    }
  })
}
