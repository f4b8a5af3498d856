import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Lane } from '../../../src/lib/async/yielding-queue.ts'

const busyFor = (ms: number) => {
  const end = performance.now() + ms
  while (performance.now() < end);
}

test('what enters a lane runs alone and in its order', async () => {
  const lane = new Lane()
  const log: string[] = []
  const run = async (name: string) => {
    await lane.enter()
    log.push(`${name} begins`)
    await Promise.resolve()
    log.push(`${name} ends`)
    lane.leave()
  }
  await Promise.all(['a', 'b', 'c'].map(run))
  assert.deepEqual(log, ['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
  await run('d')
  assert.equal(log.at(-1), 'd ends')
})

test('everything else has its turn between works that take long', async () => {
  const lane = new Lane()
  let turns = 0
  let isDone = false
  const count = async () => {
    while (!isDone) {
      await nextTurn()
      turns++
    }
  }
  const counting = count()
  const run = async () => {
    await lane.enter()
    busyFor(12)
    lane.leave()
    return turns
  }
  const seen = await Promise.all([run(), run(), run()])
  isDone = true
  await counting
  assert.ok((seen[0] ?? 0) < (seen[1] ?? 0) && (seen[1] ?? 0) < (seen[2] ?? 0), seen.join())
})
