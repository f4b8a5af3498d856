import fc from 'fast-check'

const NAMES = ['a', 'b', 'c']
// Without `tupleStream`: JSONata takes an object with it for a list of its own.
const MARKS = ['_jsonata_lambda', 'outerWrapper', '__proto__']

const scalar = fc.constantFrom<unknown>(
  null,
  true,
  false,
  0,
  1,
  -2.5,
  1 / 3,
  1e308,
  7,
  '',
  'x',
  '7',
  'a b',
  'é😀',
)

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'medium' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES, ...NAMES, ...MARKS), tie('value'), { maxKeys: 3 }),
    fc.array(fc.dictionary(fc.constantFrom('a', 'b'), scalar, { maxKeys: 2 }), { maxLength: 3 }),
    fc.array(fc.constantFrom(0, 1, 2.5, -3), { maxLength: 3 }),
    fc.array(fc.constantFrom('x', 'y', 'a b'), { maxLength: 3 }),
  ),
}))

/** A document for the expressions below. */
export const context = fc
  .dictionary(fc.constantFrom(...NAMES), value, { minKeys: 2, maxKeys: 3 })
  .map((each): unknown => JSON.parse(JSON.stringify(each)))

const OPERATORS = [
  '+',
  '-',
  '*',
  '/',
  '%',
  '<',
  '<=',
  '>',
  '>=',
  '=',
  '!=',
  '&',
  'and',
  'or',
  'in',
  '?:',
  '??',
]
const OF_ONE = [
  'sum',
  'count',
  'max',
  'min',
  'average',
  'exists',
  'boolean',
  'not',
  'string',
  'number',
  'abs',
  'floor',
  'ceil',
  'uppercase',
  'lowercase',
  'trim',
  'length',
  'encodeUrlComponent',
  'encodeUrl',
  'join',
  'merge',
  'keys',
  'reverse',
  'type',
  'round',
  'sqrt',
  // Without a fast form.
  'distinct',
]
const OF_TWO = [
  'join',
  'append',
  'lookup',
  'contains',
  'split',
  'substring',
  'substringBefore',
  'substringAfter',
  'power',
  'round',
]

/** Expressions of all that has a fast form, and of some that has none. */
export const { expression } = fc.letrec<{
  expression: string
  step: string
  path: string
  simple: string
  body: string
}>((tie) => ({
  simple: fc.oneof(
    fc.constantFrom(
      '1',
      '-3',
      '0.5',
      '0',
      '"x"',
      '""',
      '"a"',
      'true',
      'false',
      'null',
      '$',
      '$v',
      '[]',
      '{}',
    ),
    fc.constantFrom(...NAMES),
  ),
  step: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...NAMES) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('a[]', '$', 'a[0]', 'b[-1]', '(a)[0]', '$string(a)', 'a[][b]'),
    },
    { weight: 1, arbitrary: tie('expression').map((each) => `(${each})`) },
    { weight: 1, arbitrary: tie('expression').map((each) => `{ "k": ${each}, "l": b }`) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom(...NAMES), tie('expression'))
        .map(([name, test]) => `${name}[${test}]`),
    },
  ),
  path: fc
    .tuple(
      fc.array(tie('step'), { minLength: 1, maxLength: 4 }),
      fc.constantFrom(
        '',
        '',
        '',
        '[]',
        '[0]',
        '[-1]',
        '[a]',
        '[b > 1]',
        '{ b: $ }',
        '{ $string(a): $count($.b) }',
      ),
    )
    .map(([steps, end]) => steps.join('.') + end),
  /** Of a function: its last call is one of those that JSONata makes in another way. */
  body: fc.oneof(
    tie('expression'),
    fc.tuple(fc.constantFrom(...OF_ONE), tie('path')).map(([name, given]) => `$${name}(${given})`),
    fc
      .tuple(fc.constantFrom('map', 'filter', 'each'), tie('path'), tie('expression'))
      .map(([name, list, each]) => `$${name}(${list}, function($w) { ${each} })`),
    fc.constantFrom('$uppercase()', '$v.$uppercase()', '$string()', '($x := $v; $x ? $keys($x) : [$x])'),
  ),
  expression: fc.oneof(
    { maxDepth: 4 },
    tie('simple'),
    tie('path'),
    fc
      .tuple(tie('expression'), fc.constantFrom(...OPERATORS), tie('expression'))
      .map(([left, sign, right]) => `(${left} ${sign} ${right})`),
    fc.tuple(fc.constantFrom(...OF_ONE), tie('expression')).map(([name, given]) => `$${name}(${given})`),
    fc.tuple(fc.constantFrom(...OF_ONE), tie('path')).map(([name, given]) => `$${name}(${given})`),
    fc.tuple(fc.constantFrom(...OF_ONE), tie('path')).map(([name, given]) => `(${given} ~> $${name})`),
    fc
      .tuple(fc.constantFrom(...OF_TWO), tie('expression'), tie('simple'))
      .map(([name, first, second]) => `$${name}(${first}, ${second})`),
    fc
      .tuple(
        fc.constantFrom('map', 'map', 'filter', 'each', 'sift', 'sort', 'reduce'),
        tie('path'),
        fc.constantFrom('$v', '$v, $i', '$v, $i, $l'),
        tie('body'),
      )
      .map(([name, list, parameters, body]) => `$${name}(${list}, function(${parameters}) { ${body} })`),
    fc
      .tuple(tie('path'), fc.constantFrom('$v + $w', '$v & $w', '$append($v, $w)', '[$w]'), tie('simple'))
      .map(([list, body, start]) => `$reduce(${list}, function($v, $w) { ${body} }, ${start})`),
    fc
      .tuple(tie('path'), fc.constantFrom('a', 'b', '[0]'), fc.constantFrom('>', '<'))
      .map(([list, key, sign]) => `$sort(${list}, function($v, $w) { $v.${key} ${sign} $w.${key} })`),
    fc
      .tuple(tie('body'), tie('path'), tie('expression'))
      .map(
        ([body, list, rest]) =>
          `($f := function($v) { ${body} }; $g := function($v, $w) { $f($v) }; [$map(${list}, $f), $f(a), $g(b), ${rest}])`,
      ),
    fc
      .tuple(tie('expression'), tie('expression'), tie('path'))
      .map(
        ([first, second, list]) =>
          `($v := ${first}; $f := function($w) { $v }; $v := ${second}; [$map(${list}, $f), $v])`,
      ),
    tie('expression').map((each) => `{ "k": ${each}, "b": a, "2": 1 }`),
    fc.tuple(tie('path'), tie('simple')).map(([key, each]) => `{ ${key}: ${each} }`),
    fc
      .tuple(tie('path'), tie('expression'), tie('expression'))
      .map(([items, key, each]) => `${items}{ $string(${key}): ${each} }`),
    fc.tuple(tie('path'), tie('path')).map(([items, each]) => `${items}{ 'x': ${each}, a: [${each}] }`),
    fc.array(tie('expression'), { maxLength: 3 }).map((items) => `[${items.join()}]`),
    fc
      .tuple(tie('expression'), tie('expression'), tie('expression'))
      .map(([test, yes, no]) => `(${test} ? ${yes} : ${no})`),
    fc.tuple(tie('expression'), tie('expression')).map(([bound, rest]) => `($v := ${bound}; ${rest})`),
    fc
      .tuple(tie('expression'), tie('expression'))
      .map(([bound, rest]) => `($v := ${bound}; [$v, ${rest}, $v[0], $v.a])`),
    tie('expression').map((each) => `-${each}`),
  ),
}))
