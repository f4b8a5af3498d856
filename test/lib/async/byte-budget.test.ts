import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ByteBudget, SharedBudget } from '../../../src/lib/async/byte-budget.ts'

const shared = () =>
  new SharedBudget({ total: { limit: 100, setting: 'TOTAL' }, share: { limit: 60, setting: 'SHARE' } })

test('takes up to the limit, and what was given back again', () => {
  const budget = new ByteBudget({ limit: 10, setting: 'LIMIT' })
  assert.equal(budget.take(10), undefined)
  assert.equal(budget.take(1), budget)
  assert.equal(budget.used, 10)
  budget.give(4)
  assert.equal(budget.take(4), undefined)
})

test('no holder takes more than its share', () => {
  const budget = shared()
  assert.equal(budget.of('a').take(60), undefined)
  assert.equal(budget.of('a').take(1)?.setting, 'SHARE')
  assert.equal(budget.of('b').take(40), undefined)
  assert.equal(budget.total.used, 100)
})

test('what exceeds the total is taken from no budget', () => {
  const budget = shared()
  budget.of('a').take(60)
  assert.equal(budget.of('b').take(41)?.setting, 'TOTAL')
  assert.equal(budget.of('b').used, 0)
  assert.equal(budget.total.used, 60)
})

test('a holder that has given everything back starts anew', () => {
  const budget = shared()
  budget.of('a').take(60)
  budget.of('a').give(60)
  assert.equal(budget.of('a').take(60), undefined)
  assert.equal(budget.total.used, 60)
})

test('a share that was kept while it was empty is the one that all others have', () => {
  const budget = shared()
  const kept = budget.of('a')
  budget.of('a').take(10)
  budget.of('a').give(10)
  kept.take(40)
  assert.equal(budget.of('a').take(21)?.setting, 'SHARE')
  budget.of('a').take(20)
  kept.give(40)
  assert.equal(budget.of('a').used, 20)
  assert.equal(budget.total.used, 20)
})
