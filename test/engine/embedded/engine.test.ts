import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { ExecutionRepository } from '../../../src/features/executions/store/repository.ts'
import { describeEngine } from '../../support/conformance/describe-engine.ts'
import type { EngineWorld } from '../../support/conformance/world.ts'
import { createDatabase } from '../../support/db/database.ts'
import { buildGraph } from '../../support/engine/graphs.ts'
import { createRunner, createWorld } from '../../support/engine/run/world.ts'

const createStoredWorld = async (t: TestContext): Promise<EngineWorld> => {
  const { database, writer } = await createDatabase(t)
  const store = new ExecutionRepository(database, writer)
  const { createEngine, ...world } = createWorld({ store })
  const startEngine = async () => {
    const engine = createEngine()
    t.after(() => engine.close())
    await engine.start()
    return engine
  }
  return { ...world, startEngine, stored: (id) => store.find(id) }
}

describeEngine('embedded', createStoredWorld)

const slow = buildGraph([{ id: 'a', type: 'probe', parameters: { name: 'a', ms: 1000 } }])

test('executions are refused when all places and the queue are taken', async () => {
  const { submit, engine, clock } = await createRunner({
    limits: { executions: 1, queue: 1, admissionTimeoutMs: 500 },
  })
  await submit(slow)
  const { finished } = await submit(slow)
  await assert.rejects(clock.until(submit(slow)), { code: 'QUEUE_FULL' })
  await clock.until(finished)
  await clock.settle()
  await clock.until((await submit(slow)).finished)
  await engine.close()
})

test('an execution that finds no place waits for one, in the order of arrival', async () => {
  const { submit, engine, clock } = await createRunner({
    limits: { executions: 1, queue: 0, admissionTimeoutMs: 1500 },
  })
  const admitted: string[] = []
  const come = (name: string) => submit(slow).then(() => admitted.push(name))
  await submit(slow)
  const second = come('second')
  const third = come('third')
  await clock.advance(999)
  assert.deepEqual(admitted, [])
  await clock.advance(1)
  await second
  assert.deepEqual(admitted, ['second'])
  // Its time is over before the second has ended.
  const refused = assert.rejects(third, { code: 'QUEUE_FULL' })
  await clock.advance(500)
  await refused
  const fourth = assert.rejects(come('fourth'), { code: 'SHUTTING_DOWN' })
  await engine.close()
  await fourth
})

test('executions run up to the limit at once, the others in the order of arrival', async () => {
  const { submit, engine, clock } = await createRunner({ limits: { executions: 2 } })
  const runs = [await submit(slow), await submit(slow), await submit(slow)]
  await clock.advance(10)
  const statuses = () => runs.map(({ id }) => engine.find(id)?.execution.status)
  assert.deepEqual(statuses(), ['running', 'running', 'queued'])
  await clock.advance(1000)
  assert.deepEqual(statuses(), [undefined, undefined, 'running'])
  await clock.until(Promise.all(runs.map(({ finished }) => finished)))
})

test('an engine that has not started accepts no work', async () => {
  const engine = createWorld().createEngine()
  const graph = { hash: 'h', graph: slow }
  await assert.rejects(engine.submit({ scriptId: 1, caller: 'a', graph, input: null }), { code: 'STANDBY' })
})
