import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildGraph } from '../../support/engine/graphs.ts'
import { MemoryStore } from '../../support/engine/run/memory-store.ts'
import { createRunner } from '../../support/engine/run/world.ts'

const TIMEOUT_MS = 500
/** After so much waiting, executions leave memory. */
const IDLE_MS = 1000

/** Ends waits only when it is told to, as a slow disk does. */
class SlowStore extends MemoryStore {
  readonly asked = Promise.withResolvers<void>()
  readonly allowed = Promise.withResolvers<void>()

  override async endWait(): Promise<boolean> {
    this.asked.resolve()
    await this.allowed.promise
    return true
  }
}

test('an execution does not leave memory while the end of a wait is being written', async () => {
  const store = new SlowStore()
  const { submit, clock } = await createRunner({ store, limits: { scheduled: 1 } })
  const parameters = { name: 'go', timeout_ms: TIMEOUT_MS }
  const graph = buildGraph(
    [
      { id: 'approval', type: 'wait_for_event', parameters },
      { id: 'late', type: 'transform', parameters: { expression: '"late"' } },
    ],
    [['approval', 'late', 'timeout']],
  )
  const { finished } = await submit(graph)
  await clock.settle()
  await clock.advance(TIMEOUT_MS)
  await store.asked.promise
  await clock.advance(IDLE_MS)
  store.allowed.resolve()
  const { execution } = await clock.until(finished)
  assert.deepEqual([execution.status, execution.output], ['completed', 'late'])
})
