import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { BufferedDestination } from '../../src/logging/buffered-destination.ts'

const createBlocks = (t: TestContext) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const told: string[] = []
  const blocks = new BufferedDestination({
    write: (block) => told.push(block),
    flush: (done) => {
      told.push('flush')
      done?.()
    },
    end: (block) => told.push(`end ${block}`),
  })
  return { blocks, told, pass: (ms: number) => t.mock.timers.tick(ms) }
}

test('lines wait for more, and go on together after 100 ms', (t) => {
  const { blocks, told, pass } = createBlocks(t)
  blocks.write('one\n')
  pass(60)
  blocks.write('two\n')
  assert.deepEqual(told, [])
  pass(40)
  assert.deepEqual(told, ['one\ntwo\n'])
  blocks.write('three\n')
  pass(99)
  assert.equal(told.length, 1)
  pass(1)
  assert.deepEqual(told, ['one\ntwo\n', 'three\n'])
})

test('a block that is long enough does not wait, and the next one has its own time', (t) => {
  const { blocks, told, pass } = createBlocks(t)
  const line = `${'x'.repeat(9999)}\n`
  pass(50)
  for (let count = 0; count < 4; count++) blocks.write(line)
  assert.deepEqual(told, [line.repeat(4)])
  blocks.write('next\n')
  pass(60)
  assert.equal(told.length, 1)
  pass(40)
  assert.deepEqual(told.slice(1), ['next\n'])
})

test('flush passes on what waits first, and only once', (t) => {
  const { blocks, told, pass } = createBlocks(t)
  blocks.write('one\n')
  blocks.flush()
  assert.deepEqual(told, ['one\n', 'flush'])
  pass(1000)
  blocks.flush()
  assert.deepEqual(told, ['one\n', 'flush', 'flush'])
})

test('flushSync hands over what waits as the last block, and only once', (t) => {
  const { blocks, told, pass } = createBlocks(t)
  blocks.write('one\n')
  blocks.flushSync()
  assert.deepEqual(told, ['end one\n'])
  pass(1000)
  blocks.flushSync()
  assert.deepEqual(told, ['end one\n', 'end '])
})

test('whoever flushes is called back by the destination', (t) => {
  const { blocks, told } = createBlocks(t)
  let isDone = false
  blocks.write('one\n')
  blocks.flush(() => {
    isDone = told.includes('one\n')
  })
  assert.ok(isDone)
})
