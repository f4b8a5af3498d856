import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SharedLock } from '../../../src/lib/async/shared-lock.ts'

test('work that runs alone waits for what is under way, and what comes later waits for it', async () => {
  const lock = new SharedLock()
  const log: string[] = []
  const gates = new Map(['a', 'b', 'c', 'd', 'e'].map((name) => [name, Promise.withResolvers<void>()]))
  const work = (name: string) => async () => {
    log.push(`${name} starts`)
    await gates.get(name)?.promise
    log.push(`${name} ends`)
    return name
  }
  const all = [
    lock.shared(work('a')),
    lock.shared(work('b')),
    lock.exclusive(work('c')),
    lock.shared(work('d')),
    lock.exclusive(work('e')),
  ]
  for (const name of ['b', 'a', 'c', 'd', 'e']) {
    await new Promise(setImmediate)
    gates.get(name)?.resolve()
  }
  assert.deepEqual(await Promise.all(all), ['a', 'b', 'c', 'd', 'e'])
  const order = ['a starts', 'b starts', 'b ends', 'a ends']
  assert.deepEqual(log, [...order, ...['c', 'e', 'd'].flatMap((name) => [`${name} starts`, `${name} ends`])])
})

test('work that fails stops nobody', async () => {
  const lock = new SharedLock()
  const fail = () => Promise.reject(new Error('no'))
  const results = await Promise.allSettled([
    lock.shared(fail),
    lock.exclusive(fail),
    lock.shared(async () => 1),
  ])
  assert.deepEqual(
    results.map(({ status }) => status),
    ['rejected', 'rejected', 'fulfilled'],
  )
})
