import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Duties } from '../../../src/engine/restate/duties.ts'
import { RestateEngine } from '../../../src/engine/restate/engine.ts'
import { RestateOrchestrator } from '../../../src/engine/restate/orchestrator.ts'
import { ExecutionRepository } from '../../../src/features/executions/store/repository.ts'
import { isTaken } from '../../../src/features/executions/store/save-statements.ts'
import { DelayedRepository } from '../../../src/features/executions/store/scheduling/delayed-repository.ts'
import { SharedRepository } from '../../../src/features/executions/store/scheduling/shared-repository.ts'
import { describeEngine } from '../../support/conformance/describe-engine.ts'
import { request, step } from '../../support/conformance/world.ts'
import { createDatabase } from '../../support/db/database.ts'
import { buildGraph } from '../../support/engine/graphs.ts'
import { createWorld } from '../../support/engine/run/world.ts'
import { captureLog } from '../../support/log-capture.ts'
import { freePort } from '../../support/net/listening.ts'
import { onLoopback } from '../../support/restate/loopback.ts'
import { Restate } from '../../support/restate/restate.ts'
import { ServedClock } from '../../support/restate/served-clock.ts'

const cleanUps: (() => unknown)[] = []
let server: Promise<{ readonly restate: Restate; readonly port: number }> | undefined

/** One for all tests; those of one test leave no executions that others would run. */
const startServer = async () => {
  const restate = await Restate.start({ after: (cleanUp) => cleanUps.push(cleanUp) })
  return { restate, port: await freePort() }
}

const createHosts = async (t: TestContext) => {
  server ??= startServer()
  const { restate, port } = await server
  const { database, writer } = await createDatabase(t)
  const store = new ExecutionRepository(database, writer, { isShared: true })
  const delayed = new DelayedRepository(database, writer)
  const clock = new ServedClock()
  const { engineOptions, ...world } = createWorld({ store, delayed, clock })
  const { logger } = captureLog()
  const startEngine = async () => {
    const orchestrator = new RestateOrchestrator({
      addresses: { ingress: restate.ingressUrl, admin: restate.adminUrl },
      hostsUrl: `http://127.0.0.1:${port}`,
      listen: { host: '127.0.0.1', port },
      identityKeys: [],
      clock,
      logger,
    })
    const engine = new RestateEngine({
      ...engineOptions(),
      store,
      shared: new SharedRepository({ database, writer, maxBytes: 1e8 }),
      isTaken,
      duties: new Duties({ clock, logger }),
      orchestrator: clock.watch(orchestrator),
    })
    t.after(() => engine.isOpen && engine.close())
    await engine.start()
    return engine
  }
  return { ...world, clock, startEngine, stored: (id: string) => store.find(id), database }
}

onLoopback(import.meta.url, () => {
  describeEngine('restate', createHosts)

  test('what another host has taken is not written any more', async (t) => {
    const { startEngine, clock, stored, database, probes } = await createHosts(t)
    const engine = await startEngine()
    const { id } = await engine.submit(
      request(buildGraph([step('a', { ms: 1000 }), step('b')], []), { durable: true }),
    )
    await clock.advance(10)
    assert.equal((await stored(id))?.execution.status, 'running')
    await database.batch([{ sql: 'UPDATE executions SET fence = fence + 1 WHERE id = ?', args: [id] }])
    await clock.advance(1000)
    while (engine.find(id) !== undefined) await clock.advance(10)
    assert.deepEqual(probes.began.slice(0, 2), ['a', 'b'])
  })

  test.after(async () => {
    for (const cleanUp of cleanUps.reverse()) await cleanUp()
  })
})
