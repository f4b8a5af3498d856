import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { NodeError } from '../../../src/engine/errors.ts'
import { Expressions } from '../../../src/engine/expressions/expressions.ts'
import { scopeWith } from '../../support/engine/scope.ts'

const scope = scopeWith({
  input: { total: 12, items: [{ price: 3 }, { price: 4 }], one: [{ price: 5 }] },
  nodes: { 'a b': { x: 1 }, list: [1, 2, 3] },
  params: { y: 'why' },
  loop: { index: 2, item: 'third' },
})

const evaluate = (source: string, expressions = new Expressions({ timeoutMs: 60_000 })) =>
  expressions.compile(source).evaluate(scope)

const values: readonly [string, unknown][] = [
  ['input.total', 12],
  ['nodes.`a b`.x', 1],
  ['params.y', 'why'],
  ['execution.id', 'ex_1'],
  ['loop.index + 1', 3],
  ['{{ input.total > 10 }}', true],
  [' {{ {"a": {"b": 1}} }} ', { a: { b: 1 } }],
  ['input.missing', undefined],
  ['input.items.price', [3, 4]],
  ['input.items[]', [{ price: 3 }, { price: 4 }]],
  ['input.one.price', 5],
  ['input.one[].price', [5]],
  ['[1..3]', [1, 2, 3]],
  ['{"prices": input.items.price, "none": input.missing}', { prices: [3, 4] }],
  ['[[input.items.price], {"deep": [input.items.price]}]', [[3, 4], { deep: [3, 4] }]],
  ['input.items^(>price).price', [4, 3]],
  ['nodes', { 'a b': { x: 1 }, list: [1, 2, 3] }],
  [
    'input ~> |items|{"price": price * 2}|',
    { total: 12, items: [{ price: 6 }, { price: 8 }], one: [{ price: 5 }] },
  ],
]

for (const [source, expected] of values) {
  test(`the value of ${source} is plain JSON`, async () => {
    assert.deepStrictEqual(await evaluate(source), expected)
  })
}

test('a value of the scope is handed on without a copy', async () => {
  assert.equal(await evaluate('nodes.list'), scope.nodes.list)
  assert.deepStrictEqual(Object.getOwnPropertyNames(scope.nodes.list), ['0', '1', '2', 'length'])
})

test('a field of the scope that no expression names is not asked for', async () => {
  const lazy = {
    ...scope,
    get nodes(): never {
      throw new Error('asked for')
    },
  }
  assert.equal(await new Expressions().compile('input.total').evaluate(lazy), 12)
})

test('a literal of many elements does not count as deep nesting', async () => {
  const source = `[${Array(1000).fill('input.total').join()}]`
  assert.deepStrictEqual(await evaluate(source), Array(1000).fill(12))
})

test('a compiled expression is kept', () => {
  const expressions = new Expressions({ timeoutMs: 60_000 })
  assert.equal(expressions.compile('input.total'), expressions.compile('input.total'))
})

test('the cache forgets the expression that was used least recently', () => {
  const expressions = new Expressions({ cacheSize: 2 })
  const [first, second] = [expressions.compile('1'), expressions.compile('2')]
  assert.equal(expressions.compile('1'), first)
  expressions.compile('3')
  assert.equal(expressions.compile('1'), first)
  assert.notEqual(expressions.compile('2'), second)
})

const invalid: readonly [string, RegExp][] = [
  ['input.total +', /end of expression.*\(at character 13\)/],
  ['"open', /matching quote.*\(at character 5\)/],
  ['', /end of expression/],
  ['{{ }}', /end of expression/],
  ['('.repeat(100_000), /call stack/],
]

for (const [source, message] of invalid) {
  test(`compiling ${source.slice(0, 20)} says what is wrong and where`, () => {
    assert.throws(
      () => new Expressions().compile(source),
      (error) =>
        error instanceof NodeError &&
        error.code === 'EXPRESSION_INVALID' &&
        !error.retryable &&
        message.test(error.message),
    )
  })
}

const narrow = new Expressions({ timeoutMs: 60_000, stack: 500, sequence: 1000, largest: 10_000 })
const hasty = new Expressions({ timeoutMs: 20, wallTimeMs: 600_000 })

const failing: readonly [string, RegExp][] = [
  ['"a" + 1', /left side of the "\+" operator/],
  ['$error("out of stock")', /^out of stock/],
  ['$nothing(1)', /there is no function \$nothing/],
  ['$sum', /function/],
  ['{"f": function($x){$x}}', /function/],
  ['/ab+/', /function/],
  ['1/0', /Infinity/],
  ['($f := function($x){1 + $f($x)}; $f(1))', /Stack overflow/],
  ['[1..1000000]', /sequence/],
  ['[1..1e9]', /more than 1000 items \(EXPRESSION_LIST_LIMIT\)/],
  [`$eval("[-1e9..1e9]")`, /more than 1000 items \(EXPRESSION_LIST_LIMIT\)/],
  [
    '$reduce([1..40], function($all, $_) {{"a": $all, "b": $all}}, 1)',
    /more than 10000 characters \(EXPRESSION_RESULT_LIMIT\)/,
  ],
  ['$pad("", 100000, "x")', /more than 10000 characters/],
  ['$eval("1 +")', /Syntax error/],
]

for (const [source, message] of failing) {
  test(`evaluating ${source} ends in an error`, async () => {
    await assert.rejects(
      async () => evaluate(source, narrow),
      (error) =>
        error instanceof NodeError &&
        error.code === 'EXPRESSION_FAILED' &&
        !error.retryable &&
        message.test(error.message),
    )
  })
}

test('an endless evaluation is ended', async () => {
  await assert.rejects(async () => evaluate('($f := function($x){$f($x)}; $f(1))', hasty), {
    code: 'EXPRESSION_FAILED',
    message: /longer than 20 ms/,
  })
})

const absent = [
  'input.constructor',
  'input.__proto__',
  'input.toString',
  '$lookup(input, "constructor")',
  '$.constructor.constructor',
  '$sum.implementation',
  'input.items.constructor',
  '"text".constructor',
]

for (const source of absent) {
  test(`${source} finds nothing`, async () => {
    assert.equal(await evaluate(source), undefined)
  })
}

const strange: readonly [string, string][] = [
  ['{"__proto__": {"polluted": true}, "a": 1}', '{"__proto__":{"polluted":true},"a":1}'],
  ['$merge([{"__proto__": {"polluted": true}}])', '{"__proto__":{"polluted":true}}'],
  ['$eval("{\\"__proto__\\": {\\"polluted\\": true}}")', '{"__proto__":{"polluted":true}}'],
]

for (const [source, json] of strange) {
  test(`${source} is plain data`, async () => {
    assert.equal(JSON.stringify(await evaluate(source)), json)
    assert.equal(Reflect.get({}, 'polluted'), undefined)
  })
}

test('changing an object through __proto__ changes no other object', async () => {
  await evaluate('input ~> |$|{"__proto__": {"polluted": true}}|')
  assert.equal(Reflect.get({}, 'polluted'), undefined)
})

test('a JSON literal has the value that JSON gives it', async () => {
  const expressions = new Expressions({ timeoutMs: 60_000 })
  await fc.assert(
    fc.asyncProperty(fc.json(), async (json) => {
      assert.deepStrictEqual(await expressions.compile(json).evaluate(scope), JSON.parse(json))
    }),
  )
})

test('any JSON in the scope is handed on as it is', async () => {
  const expression = new Expressions({ timeoutMs: 60_000 }).compile('input')
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (input) => {
      assert.deepStrictEqual(await expression.evaluate(scopeWith({ input })), input)
    }),
  )
})

test('an index may be bound behind a filter', async (t) => {
  const expressions = new Expressions({ timeoutMs: 60_000 })
  t.after(() => expressions.close())
  const scope = { input: { orders: [{ v: 1 }, { v: 7 }, { v: 9 }] }, params: null, nodes: {} }
  const execution = { id: 'ex_1', script_id: 1 }
  const value = await expressions.evaluate('input.orders[v > 5]#$i.{ "i": $i, "v": v }', {
    ...scope,
    execution,
  })
  assert.deepEqual(value, [
    { i: 0, v: 7 },
    { i: 1, v: 9 },
  ])
})

test('fields of other scopes are found on the fast path and in a worker', async () => {
  const expressions = new Expressions({ timeoutMs: 60_000 })
  const wide = { ...scope, body: { size: '12', list: [1, 2] } }
  for (const [source, expected] of [
    ['body.size', '12'],
    ['$number(body.size) + $sum(body.list)', 15],
    ['$lookup($, "body").size', '12'],
  ] as const)
    assert.deepEqual(await expressions.evaluate(source, wide), expected, source)
  await expressions.close()
})
