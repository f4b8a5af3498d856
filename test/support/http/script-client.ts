import type { TestContext } from 'node:test'
import type { Leadership } from '../../../src/domain/leadership.ts'
import { Expressions } from '../../../src/engine/expressions/expressions.ts'
import { NodeTypes } from '../../../src/engine/node-types/registry.ts'
import { nodeRoutes } from '../../../src/features/scripts/graph/node-routes.ts'
import { graphRoutes } from '../../../src/features/scripts/graph/routes.ts'
import { scriptRoutes } from '../../../src/features/scripts/routes.ts'
import { Script } from '../../../src/features/scripts/schema.ts'
import { ScriptService } from '../../../src/features/scripts/service.ts'
import { ScriptRepository } from '../../../src/features/scripts/store/repository.ts'
import { VersionRepository } from '../../../src/features/scripts/versions/repository.ts'
import { versionRoutes } from '../../../src/features/scripts/versions/routes.ts'
import { VersionService } from '../../../src/features/scripts/versions/service.ts'
import { createRouter } from '../../../src/http/router.ts'
import { Turns } from '../../../src/lib/async/turns.ts'
import { systemClock } from '../../../src/lib/time/clock.ts'
import { createDatabase } from '../db/database.ts'
import { createClient, dataOf } from './client.ts'

/** Calls the routes of scripts and graphs over a database of their own; paths start below `/api/scripts`. */
export const createScriptClient = async (t: TestContext, leadership: Leadership = { isLeader: true }) => {
  const { database, writer } = await createDatabase(t)
  const repository = new ScriptRepository(database, writer, 3)
  const service = new ScriptService({
    repository,
    rules: { types: new NodeTypes(), expressions: new Expressions(), turns: new Turns() },
    clock: systemClock,
    leadership,
  })
  const router = createRouter()
  router.route('/', scriptRoutes(service))
  router.route('/', graphRoutes(service))
  router.route('/', nodeRoutes(service))
  const versions = new VersionService({
    scripts: service,
    repository: new VersionRepository(database, writer),
    clock: systemClock,
    days: 0,
  })
  router.route('/', versionRoutes(versions))
  const call = createClient('/api/scripts', router)
  return {
    call,
    database,
    repository,
    service,
    /** Creates a script that must be valid. */
    create: async (body: object): Promise<Script> => dataOf(Script, await call('POST', '', { body })),
  }
}
