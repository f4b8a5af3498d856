import type { Config } from '../../config/config.ts'
import type { Database } from '../../db/client.ts'
import type { Writer } from '../../db/writer.ts'
import type { Leadership } from '../../domain/leadership.ts'
import type { GraphRules } from '../../engine/graph/validate-graph.ts'
import type { Clock } from '../../lib/time/clock.ts'
import { nodeRoutes } from './graph/node-routes.ts'
import { graphRoutes } from './graph/routes.ts'
import { scriptRoutes } from './routes.ts'
import { ScriptService } from './service.ts'
import { ScriptRepository } from './store/repository.ts'
import { VersionRepository } from './versions/repository.ts'
import { versionRoutes } from './versions/routes.ts'
import { VersionService } from './versions/service.ts'

export interface ScriptsOptions {
  readonly database: Database
  readonly writer: Writer
  readonly rules: GraphRules
  readonly clock: Clock
  readonly leadership: Leadership
  /** How many versions of a script are kept, and for how many days; 0 for no limit. */
  readonly versions: Config['versions']
}

/** `service` also provides the engine and executions with graphs. */
export const composeScripts = (options: ScriptsOptions) => {
  const { database, writer, rules, clock, leadership, versions: kept } = options
  const repository = new ScriptRepository(database, writer, kept.count)
  const service = new ScriptService({ repository, rules, clock, leadership })
  const versions = new VersionService({
    scripts: service,
    repository: new VersionRepository(database, writer),
    clock,
    days: kept.days,
  })
  return {
    service,
    versions,
    routes: [
      ['/api/scripts', scriptRoutes(service)],
      ['/api/scripts', graphRoutes(service)],
      ['/api/scripts', nodeRoutes(service)],
      ['/api/scripts', versionRoutes(versions)],
    ] as const,
  }
}
