import assert from 'node:assert/strict'
import { test } from 'node:test'
import { builtIn } from '../../../../src/engine/expressions/fast/built-ins.ts'
import { FUNCTION_NAMES, OTHER_NAMES } from '../../../../src/engine/expressions/mistakes/function-names.ts'

test('every function that may be suggested is one of JSONata', () => {
  for (const name of [...FUNCTION_NAMES, ...Object.values(OTHER_NAMES)]) {
    assert.ok(builtIn(name), name)
  }
})

test('no name of another language is a function itself', () => {
  assert.deepEqual(
    Object.keys(OTHER_NAMES).filter((name) => builtIn(name)),
    [],
  )
})
