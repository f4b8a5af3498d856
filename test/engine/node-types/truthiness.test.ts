import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Expressions } from '../../../src/engine/expressions/expressions.ts'
import { isTruthy } from '../../../src/engine/node-types/truthiness.ts'
import { scopeWith } from '../../support/engine/scope.ts'

test('the truth of any JSON value is that of $boolean', async () => {
  const boolean = new Expressions({ timeoutMs: 60_000 }).compile('$boolean(input)')
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (input) => {
      assert.equal(isTruthy(input), await boolean.evaluate(scopeWith({ input })))
    }),
    { numRuns: 500 },
  )
})

test('an expression that finds nothing is false', () => {
  assert.equal(isTruthy(undefined), false)
})
