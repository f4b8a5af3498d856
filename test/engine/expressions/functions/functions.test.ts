import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, test } from 'node:test'
import { Expressions } from '../../../../src/engine/expressions/expressions.ts'
import { builtIn } from '../../../../src/engine/expressions/fast/built-ins.ts'
import { ADDED_FUNCTIONS } from '../../../../src/engine/expressions/functions/added/added-functions.ts'
import { FUNCTION_NAMES, FUNCTIONS } from '../../../../src/engine/expressions/functions/functions.ts'
import { JSONATA_FUNCTIONS } from '../../../../src/engine/expressions/functions/standard/jsonata-functions.ts'
import { OTHER_NAMES } from '../../../../src/engine/expressions/mistakes/other-names.ts'
import { scopeWith } from '../../../support/engine/scope.ts'

const expressions = new Expressions({ timeoutMs: 60_000 })
after(() => expressions.close())

test('every function that is listed or suggested can be called', () => {
  for (const name of [...FUNCTION_NAMES, ...Object.values(OTHER_NAMES)]) {
    assert.ok(builtIn(name), name)
  }
  assert.equal(new Set(FUNCTION_NAMES).size, FUNCTION_NAMES.length)
})

test('every function of JSONata is listed', () => {
  const source = readFileSync(createRequire(import.meta.url).resolve('jsonata'), 'utf8')
  const bound = [...source.matchAll(/staticFrame\.bind\('(\w+)'/g)].map(([, name]) => name)
  const ofTime = ['now', 'millis']
  assert.deepEqual(JSONATA_FUNCTIONS.map(({ name }) => name).sort(), [...bound, ...ofTime].sort())
})

test('no name of another language is a function itself', () => {
  assert.deepEqual(
    Object.keys(OTHER_NAMES).filter((name) => builtIn(name)),
    [],
  )
})

for (const { name, examples } of FUNCTIONS) {
  test(`the examples of $${name} have the values that are shown`, async () => {
    for (const example of examples) {
      assert.match(example.expression, new RegExp(`\\$${name}\\(`))
      const value = await expressions.evaluate(example.expression, scopeWith({}))
      if ('value' in example) assert.deepEqual(value, example.value, example.expression)
      assert.deepEqual(expressions.compile(example.expression).names.functions, [])
    }
  })
}

test('names of added functions are known when a graph is saved', () => {
  const source = ADDED_FUNCTIONS.map(({ name }) => `$${name}`).join(' & ')
  const { functions, variables } = expressions.compile(source).names
  assert.deepEqual({ functions, variables }, { functions: [], variables: [] })
})
