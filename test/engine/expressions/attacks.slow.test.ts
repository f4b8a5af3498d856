import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { NodeError } from '../../../src/engine/errors.ts'
import { Expressions } from '../../../src/engine/expressions/expressions.ts'
import { scopeWith } from '../../support/engine/scope.ts'
import { assertPlain } from '../../support/plain.ts'
import { withPatience } from '../../support/time/patience.ts'

// One thread each, so that what an attack leaves behind in it is there for the next expression.
const patient = new Expressions({ workers: 1, timeoutMs: 60_000 })
const hasty = new Expressions({ workers: 1, timeoutMs: 500 })
after(() => Promise.all([patient.close(), hasty.close()]))

const data = () => ({
  total: 12,
  name: 'Kim',
  none: [],
  lists: [[], [1]],
  items: [
    { id: 'a', price: 3, tags: ['x'] },
    { id: 'b', price: 4 },
  ],
  // Marks that the evaluator knows its own values by.
  forged: { _jsonata_lambda: true, body: { type: 'string', value: 'x' }, arguments: [] },
  other: { _jsonata_function: true, implementation: 'x', tupleStream: true, outerWrapper: true, length: 1 },
})

/** A scope whose parts are shared, as those of an execution are. */
const sharedScope = () => {
  const shared = data()
  return scopeWith({
    input: shared,
    nodes: { a: shared, b: shared.items },
    params: shared,
    loop: { index: 0, item: shared },
  })
}

/** The value or the failure; asserts that neither gives anything away, and that the scope is what it was. */
const outcomeOf = async (source: string, expressions = patient): Promise<unknown> => {
  const scope = sharedScope()
  try {
    const value = await expressions.compile(source).evaluate(scope)
    if (value !== undefined) assertPlain(value)
    return value
  } catch (error) {
    assert.ok(error instanceof NodeError, `${source}: ${error}`)
    assert.match(error.code, /^EXPRESSION_(FAILED|INVALID)$/)
    assert.doesNotMatch(error.message, /native code|node:|file:|\bat .*:\d+:\d+/, source)
    return error
  } finally {
    assertPlain(scope.input, source)
    assert.deepStrictEqual(scope, sharedScope(), source)
  }
}

// Each of them is followed by the functions and operators that it was aimed at.
const attacks: readonly (readonly [name: string, source: string])[] = [
  // CVE-2024-27307
  ['the prototype by the transform operator', 'input ~> |__proto__|{ "polluted": true }|'],
  ['the constructor by the transform operator', 'input ~> |constructor|{ "polluted": true }|'],
  ['the prototype of a new object', '{} ~> |$|{ "__proto__": { "polluted": true } }|'],
  ['constructors of constructors', 'input ~> |constructor.constructor|{ "polluted": true }|'],
  // CVE-2026-77413, -77415, -12208
  ['inherited fields', '[input.valueOf, input.hasOwnProperty, $lookup(input, "__defineGetter__")]'],
  ['a constructor through a text', '"".constructor.constructor("return process")()'],
  ['a constructor through a list', '[].constructor.constructor("return process")()'],
  ['a forged function', '{ "_jsonata_function": true, "implementation": $sum }(1)'],
  ['a forged lambda', '{ "_jsonata_lambda": true, "body": { "type": "string" } }(1)'],
  ['a forged function in the data', 'input.forged(1)'],
  [
    'forged marks in the data',
    '[$string(input.forged), $map(input.other, input.forged), input.other[0], input.other{ "a": 1 }]',
  ],
  // The evaluator's own parts, jsonata-js/jsonata#691
  ['the environment of a lambda', '($f := function() { 1 }; $f.environment.bind("sum", false))'],
  [
    'the fields of a lambda',
    '($f := function($x) { $x }; [$keys($f), $spread($f), $lookup($f, "body"), $string($f)])',
  ],
  ['the fields of a built-in function', '[$keys($sum), $spread($sum), $merge([$sum]), $sum.implementation]'],
  ['the fields of a match', '$match(input.name, /(.)/).next()'],
  ['the functions of a match', '/i/("Kim").next'],
  // What is shared between all expressions
  ['a built-in function', 'input ~> |$sum|{ "implementation": function($x) { "hacked" } }|'],
  ['a signature', 'input ~> |$count|{}, ["signature"]|'],
  ['the mark of a built-in function', 'input ~> |$uppercase|{}, ["_jsonata_function"]|'],
  ['a built-in function by its field', 'input ~> |{ "f": $string }.f|{ "implementation": "x" }|'],
  ['a built-in function in a list', 'input ~> |[$keys, $exists]|{ "signature": "x" }|'],
  ['a built-in function by $eval', '$eval("input ~> |$sum|{ \\"implementation\\": 1 }|")'],
  ['the name of a built-in function', '($sum := function($x) { "hacked" }; $sum([1]))'],
  [
    'the mark of a lambda',
    '($f := function() { 1 }; [input ~> |$f|{}, ["_jsonata_lambda"]|, $f.environment.base.options])',
  ],
  [
    'the body of a lambda',
    '($f := function() { 1 }; [input ~> |$f|{ "body": { "type": "string", "value": "forged" } }|, $f()])',
  ],
  // The scope, which other nodes look at
  [
    'the scope by $clone, jsonata-js/jsonata#694',
    '($clone := function($x) { $x }; input ~> |$|{ "changed": true }|)',
  ],
  [
    'the scope by $clone as a parameter',
    '(function($clone) { input ~> |items|{ "changed": true }| })(function($x) { $x })',
  ],
  [
    'the scope by $clone in $eval',
    '$eval("($clone := function($x) { $x }; input ~> |items|{ \\"a\\": 1 }|)")',
  ],
  ['the scope by calling it', 'input.items[0](1)'],
  ['the scope by calling a variable', '($x := input.items[0]; $x(1))'],
  ['the scope by a tail call', '(function() { input.items[0](1) })()'],
  ['the scope by calling a list', 'nodes.b(1)'],
  ['an empty list by grouping', 'input.none{ "a": 1 }'],
  ['an empty list by grouping a variable', '($x := input.none; $x{ "a": 1 })'],
  ['an empty list in a list by grouping', 'input.lists[0]{ "a": 1 }'],
  ['a list by []', '[input.items[], input.none[], nodes.b[], (input.lists[1])[]]'],
  ['a list by [] on its way', '$count(input.items[]) + $count(nodes.b[].id[])'],
  ['a list by sorting', '[$sort(input.items.price), $reverse(nodes.b), $shuffle(nodes.b)] ~> $count()'],
  ['a list by appending', '[$append(input.items, 1), $append(input.none, 1)]'],
  ['an object by merging', '$merge([input, { "total": 0 }])'],
  ['tuples', 'input.items@$i.tags#$t.{ "i": $i, "t": $t, "p": % }'],
  [
    'sifting and spreading',
    '[$sift(input, function($v) { true }), $spread(input), $each(input, function($v) { $v })]',
  ],
]

test('no attack reaches the evaluator, the scope or the next expression', async () => {
  for (const [name, source] of attacks) {
    await outcomeOf(source)
    assert.equal(Reflect.get({}, 'polluted'), undefined, name)
    assert.equal(Reflect.get(Object, 'polluted'), undefined, name)
    // In the thread and outside of it.
    const probe = '[$sum([1, 2]), $count([1]), $uppercase("a"), $string(1), $keys({ "k": 1 }), $exists(1)'
    for (const next of [`${probe}]`, `${probe}, $distinct([7, 7])]`]) {
      const rest = next.includes('distinct') ? [7] : []
      assert.deepEqual(await outcomeOf(next), [3, 1, 'A', '1', 'k', true, ...rest], name)
    }
  }
})

const names = [
  'input',
  'nodes',
  'params',
  'items',
  'none',
  'forged',
  'other',
  'a',
  '`__proto__`',
  '`constructor`',
  'toString',
  'price',
]
const functions = [
  'sum',
  'string',
  'keys',
  'lookup',
  'each',
  'spread',
  'merge',
  'clone',
  'eval',
  'append',
  'sort',
  'map',
  'distinct',
  'sift',
  'f',
  'x',
  'nothing',
]

/** Expressions that are nonsense, mostly, of all that there is to an expression. */
const { expression } = fc.letrec<{ expression: string; step: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(...names),
    fc.constantFrom(
      '$',
      '$$',
      '1',
      '"a"',
      '/a/',
      '[]',
      '{}',
      '*',
      '**',
      'null',
      'true',
      ...functions.map((name) => `$${name}`),
    ),
    fc.tuple(tie('expression'), tie('step')).map(([from, step]) => `${from}${step}`),
    fc
      .tuple(fc.constantFrom(...functions), fc.array(tie('expression'), { maxLength: 3 }))
      .map(([name, given]) => `$${name}(${given.join()})`),
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom('&', '=', '+', 'in', '~>', '..', 'and', '?:'),
        tie('expression'),
      )
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    tie('expression').map((body) => `function($x) { ${body} }`),
    tie('expression').map((given) => `[${given}]`),
    fc
      .tuple(
        fc.constantFrom('a', '__proto__', 'constructor', 'then', 'toJSON', 'sequence'),
        tie('expression'),
      )
      .map(([name, value]) => `{ "${name}": ${value} }`),
    fc
      .tuple(fc.constantFrom('f', 'x', 'clone', 'sum'), tie('expression'), tie('expression'))
      .map(([name, value, rest]) => `($${name} := ${value}; ${rest})`),
  ),
  step: fc.oneof(
    fc.constantFrom('[]', '[0]', '.*', '.**', '#$i', '@$f', '^($)', '.%'),
    fc.constantFrom(...names).map((name) => `.${name}`),
    tie('expression').map((inner) => `.(${inner})`),
    tie('expression').map((inner) => `[${inner}]`),
    tie('expression').map((inner) => `(${inner})`),
    fc.tuple(tie('expression'), tie('expression')).map(([key, value]) => `{ ${key}: ${value} }`),
    fc.tuple(tie('expression'), tie('expression')).map(([to, update]) => ` ~> |${to}|${update}|`),
    fc.tuple(tie('expression'), tie('expression')).map(([to, gone]) => ` ~> |${to}|{ "a": 1 }, ${gone}|`),
  ),
}))

test('whatever an expression is, it gives plain JSON or a failure and changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(expression, async (source) => {
      await outcomeOf(source, hasty)
    }),
    { numRuns: 500 },
  )
  const next = async () => hasty.compile('[$sum([1, 2]), $distinct([7, 7])]').evaluate(sharedScope())
  assert.deepEqual(await withPatience(next), [3, 7])
})
