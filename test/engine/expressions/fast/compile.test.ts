import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import jsonata from 'jsonata'
import { astOf } from '../../../../src/engine/expressions/ast.ts'
import { quickExpression } from '../../../../src/engine/expressions/fast/compile.ts'
import { UNSURE } from '../../../../src/engine/expressions/fast/fast.ts'
import { toPlainJson } from '../../../../src/lib/json/json-value.ts'

const NAMES = ['a', 'b', 'c', '_jsonata_lambda']

const quickly = (source: string, context: unknown): unknown => {
  const quick = quickExpression(astOf(jsonata(source)))
  return quick ? quick(context) : UNSURE
}

const scalar = fc.constantFrom<unknown>(null, true, false, 0, 1, -2.5, 1e308, 7, '', 'x', '7', 'yes')

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'medium' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 3 }),
    fc.array(fc.dictionary(fc.constantFrom('a', 'b'), scalar, { maxKeys: 2 }), { maxLength: 3 }),
  ),
}))

const context = fc
  .dictionary(fc.constantFrom(...NAMES), value, { minKeys: 2, maxKeys: 4 })
  .map((each): unknown => JSON.parse(JSON.stringify(each)))

const OPERATORS = ['+', '-', '*', '/', '%', '<', '<=', '>', '>=', '=', '!=', '&', 'and', 'or']

const { expression } = fc.letrec<{ expression: string; path: string }>((tie) => ({
  path: fc
    .array(
      fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'c') },
        { weight: 1, arbitrary: tie('expression').map((each) => `(${each})`) },
      ),
      { minLength: 1, maxLength: 4 },
    )
    .map((steps) => steps.join('.')),
  expression: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('1', '-3', '0.5', '"x"', '""', 'true', 'false', 'null'),
    tie('path'),
    fc
      .tuple(tie('expression'), fc.constantFrom(...OPERATORS), tie('expression'))
      .map(([left, sign, right]) => `(${left} ${sign} ${right})`),
    fc.tuple(fc.constantFrom('$sum', '$count'), tie('path')).map(([name, each]) => `${name}(${each})`),
    tie('expression').map((each) => `{ "k": ${each}, "b": a, "2": 1 }`),
    fc
      .tuple(tie('expression'), tie('expression'), tie('expression'))
      .map(([test, yes, no]) => `(${test} ? ${yes} : ${no})`),
    tie('expression').map((each) => `-${each}`),
  ),
}))

const evaluated = async (source: string, scope: unknown): Promise<unknown> => {
  try {
    return { value: toPlainJson(await jsonata(source).evaluate(scope), 1e6) }
  } catch (error) {
    return { error }
  }
}

const RUNS = Number(process.env.QUICK_RUNS ?? 3000)

test('whatever it answers is what JSONata answers', async () => {
  let answered = 0
  await fc.assert(
    fc.asyncProperty(expression, context, async (source, scope) => {
      const before = structuredClone(scope)
      const found = quickly(source, scope)
      assert.deepEqual(scope, before)
      if (found === UNSURE) return
      answered++
      assert.deepEqual({ value: toPlainJson(found, 1e6) }, await evaluated(source, scope))
    }),
    { numRuns: RUNS },
  )
  assert.ok(answered > RUNS / 4, `${answered} of ${RUNS}`)
})

const scope = {
  input: {
    total: 122,
    items: [
      { price: 40, quantity: 3 },
      { price: 2, quantity: 1 },
    ],
    tags: [['x']],
    one: [5],
  },
}

const answers: readonly (readonly [source: string, value: unknown])[] = [
  ['input.total > 100', true],
  ['{ "total": $sum(input.items.(price * quantity)), "none": input.none }', { total: 122 }],
  ['input.items.price', [40, 2]],
  ['input.one', [5]],
  ['input.none.more', undefined],
  ['$count(input.items)', 2],
  ['input.total >= 100 and input.none = 1 ? "yes" : "no"', 'no'],
  ['"total: " & "x"', 'total: x'],
]

for (const [source, value] of answers) {
  test(`it answers ${source}`, () => assert.deepEqual(quickly(source, scope), value))
}

const left = [
  'input.items[0]',
  'input.items[]',
  'input.tags.x',
  '$sum(input.items)',
  'input.total / 0',
  '$.input',
  '$x := 1',
  '$uppercase("x")',
  '{ "a": 1, "a": 2 }',
  '{ "__proto__": 1 }',
  'input.items{ "a": price }',
  'input.items^(price)',
  'input.*',
  '-input',
  'input > 1',
  '"1" & 1',
  '(1; 2)',
]

for (const source of left)
  test(`it leaves ${source} to JSONata`, () => assert.equal(quickly(source, scope), UNSURE))
