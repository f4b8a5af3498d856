import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coalescingDepth } from '../../../src/engine/expressions/coalescing-depth.ts'
import { Expressions } from '../../../src/engine/expressions/expressions.ts'
import { scopeWith } from '../../support/engine/scope.ts'

const depths: readonly (readonly [source: string, depth: number])[] = [
  ['a', 0],
  ['a ? b : c', 0],
  ['a ?? b', 1],
  ['a ?? b ?: c', 1],
  ['a ?? (b ?? (c ?? d))', 1],
  ['(a ?? b) ?? c', 2],
  ['((a ?: b) ?: c) + 1 ?: d', 3],
  ['$f(a ?? b, c) ?? d', 2],
  ['[(a ?? b), c ?? d]', 1],
  ['(a; b ?? c)', 1],
  ['x[y[z ?? 1] ?? 2] ?? 3', 3],
  ['"((a ?? b) ?? c)"', 0],
  ['/* ((a ?? b) ?? c) */ a', 0],
  ['`(a ?? b` ?? c', 1],
  ['$contains(a, /(x??)??/)', 0],
  [')(', 0],
]

test('the operators that copy what is on their left are counted where they stand in each other', () => {
  for (const [source, depth] of depths) assert.equal(coalescingDepth(source), depth, source)
})

test('an expression that would become far larger is refused when it is saved', async () => {
  const expressions = new Expressions({ timeoutMs: 60_000 })
  const nested = (depth: number, inner: string) => `${'('.repeat(depth)}${inner}${' ?? 1)'.repeat(depth)}`
  assert.equal(await expressions.compile(nested(10, 'input.a')).evaluate(scopeWith()), 1)
  for (const source of [nested(40, 'a'), nested(5, `"${'x'.repeat(90_000)}"`)]) {
    assert.throws(() => expressions.compile(source), {
      code: 'EXPRESSION_INVALID',
      message: /nested too deeply/,
    })
  }
})
