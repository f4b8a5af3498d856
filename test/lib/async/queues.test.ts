import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Mailbox } from '../../../src/lib/async/mailbox.ts'
import { Queue } from '../../../src/lib/async/queue.ts'

test('a queue gives what was put in, in order, whatever the pattern of pushes and shifts', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.integer(), fc.constant('shift')), { maxLength: 5000 }), (steps) => {
      const queue = new Queue<number>()
      const model: number[] = []
      for (const step of steps) {
        if (typeof step === 'number') {
          queue.push(step)
          model.push(step)
        } else assert.equal(queue.shift(), model.shift())
        assert.equal(queue.size, model.length)
      }
    }),
  )
})

test('a long queue is emptied in order', () => {
  const queue = new Queue<number>()
  for (let index = 0; index < 10_000; index++) queue.push(index)
  for (let index = 0; index < 10_000; index++) assert.equal(queue.shift(), index)
  assert.equal(queue.shift(), undefined)
})

test('a mailbox hands over what is in, and waits when there is nothing', async () => {
  const mailbox = new Mailbox<number>()
  mailbox.put(1)
  mailbox.put(2)
  assert.deepEqual(await mailbox.take(), [1, 2])
  const waiting = mailbox.take()
  mailbox.put(3)
  assert.deepEqual(await waiting, [3])
})

test('a mailbox that failed rejects who waits and who comes later', async () => {
  const mailbox = new Mailbox<number>()
  const waiting = mailbox.take()
  mailbox.fail(new Error('over'))
  await assert.rejects(async () => waiting, /over/)
  await assert.rejects(async () => mailbox.take(), /over/)
})
