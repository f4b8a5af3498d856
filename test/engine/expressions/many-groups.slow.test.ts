import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Expressions } from '../../../src/engine/expressions/expressions.ts'
import { scopeWith } from '../../support/engine/scope.ts'

const expressions = new Expressions({ timeoutMs: 300_000 })
after(() => expressions.close())

const count = 100_000
const rows = Array.from({ length: count }, (_, id) => ({ id: `k${id}`, kind: `g${id % 7}`, v: 1 }))
const scope = scopeWith({ input: { rows } })

const sizes: readonly (readonly [source: string, groups: number, total: number])[] = [
  ['input.rows{ id: v }', count, count],
  ['input.rows{ id: $sum(v) }', count, count],
  ['input.rows{ kind: $sum(v) }', 7, count],
  ['input.rows{ "all": $sum(v) }', 1, count],
  ['$merge(input.rows.{ id: v })', count, count],
  // What JSONata evaluates itself.
  ['input.rows#$i{ kind: $count($i) }', 7, count],
  ['input.rows{ id: $distinct(v) }', count, count],
  ['input.rows@$r{ $r.kind: $sum($r.v) }', 7, count],
]

for (const [source, groups, total] of sizes) {
  test(`${source} makes ${groups} groups of ${count} rows`, async () => {
    const found = Object.values(Object(await expressions.evaluate(source, scope)))
    assert.equal(found.length, groups)
    assert.equal(
      found.reduce((sum: number, each) => sum + Number(each), 0),
      total,
    )
  })
}

test('many items in a literal are no recursion, and a recursion is', async () => {
  const items = `[${Array(4000).fill('$distinct(input.none)').join()}, 1]`
  assert.deepEqual(await expressions.evaluate(items, scope), [1])
  const endless = '($f := function($x) { { "a": [$f($x)] } }; $f(1))'
  await assert.rejects(async () => expressions.evaluate(endless, scope), /Stack overflow/)
})
