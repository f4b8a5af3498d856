import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Expressions } from '../../../../src/engine/expressions/expressions.ts'

const expressions = new Expressions()
const scope = { input: 'a', nodes: {}, params: null, execution: { id: 'x', script_id: 1 } }

const messageOf = async (source: string): Promise<string> => {
  const found = await Promise.try(() => expressions.evaluate(source, scope)).then(
    (value) => `the value ${JSON.stringify(value)}`,
    (error: Error) => error.message,
  )
  return found
}

for (const [source, message] of [
  ['a == b', /use a single = to compare/],
  ['a === b', /use a single = to compare/],
  ['a==b', /use a single = to compare/],
  ['a !== b', /use != to compare/],
  ['a <> b', /use != to compare/],
  ['a && b', /at character 4\): use and$/],
  ['a || b', /use or$/],
  ['!a', /use \$not\(…\)$/],
  ['$map(a, x => x)', /write function\(\$x\)\{ … \}/],
  ['a?.b', /use a plain \. , which finds nothing where a value is missing/],
  ['{{ a }} and {{ b }}', /needs no \{\{ \}\} here; join texts with &/],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what other languages have
  ['${a} b', /\$ comes only before names.*join texts with &/],
  ['a; b', /put several expressions in \( … \)/],
  ['2^3', /use \$power\(base, exponent\)$/],
  ['= input', /an expression begins without =$/],
  ['input > 2020-01-01', /dates go in quotes$/],
  ['input.items.0', /as in input\.items\[0\]/],
  ['input.items[0:2]', /input\.items\[\[0\.\.1\]\]$/],
  ['input * 1,5', /numbers have a decimal point/],
  ['a: 1', /objects are \{ "name": value \}$/],
  ['input.@id', /as in input\.`@id`$/],
  ['input..name', /a single \. reaches a field/],
  ['$sum input.a', /arguments of a function go in \( … \)$/],
  ['input.first name', /as in input\.`first name`$/],
  ['input "x"', /an operator is missing before it/],
  ['input ≠ 1', /operators are = !=/],
  ['null > 5', /one is null, a list or an object/],
  ['1 > "a"', /convert one with \$number or \$string$/],
  ['return 1', /JSONata has only expressions, no return/],
  ['if (a) 1 else 2', /no if; use test \? a : b/],
  ['const x = 1', /no const/],
  [
    '$env("HOME")',
    /^there is no function \$env: expressions cannot read the environment; use \$vars\.NAME for a variable, or \$secret\('NAME'\) in http_request for a secret \(at character 5\)$/,
  ],
  ['$lenght("a")', /^there is no function \$lenght; did you mean \$length\?/],
  ['$fetch("https://a.test")', /^there is no function \$fetch: use a node of the type http_request/],
  ['$setTimeout(1)', /use a node of the type wait/],
  ['$forEach([1], $string)', /did you mean \$map\?/],
  ['$toUpperCase("a")', /did you mean \$uppercase\?/],
  ['$parseInt("1")', /did you mean \$number\?/],
  ['$zzz()', /^there is no function \$zzz \(at character 5\)$/],
  ['sum([1])', /^functions are called with \$ before their name: \$sum\(…\) \(at character 4\)$/],
  ['"a" + "b"', /must evaluate to a number \(at character 5\): use & to join strings/],
  ['1 - "b"', /must evaluate to a number \(at character 3\)$/],
  ['a AND b', /use and, in lower case/],
  ['not a', /use \$not\(…\)$/],
  ['a->b', /use a plain \. to reach a field/],
  ['// a', /write comments as \/\* … \*\/$/],
  ['# a', /write comments as/],
  ['$today()', /did you mean \$now\?/],
  ['$round("x")', /it is called as \$round\(number, digits\?\), such as \$round\(/],
  ['input ~> $sum', /^Argument 1 of the function must be an array/],
  ['$sum("x")', /^Argument 1 of function "sum" must be an array of "numbers"/],
] as const) {
  test(`${source} is answered with what to write instead`, async (t) => {
    t.diagnostic(await messageOf(source))
    assert.match(await messageOf(source), message)
  })
}

test.after(() => expressions.close())
