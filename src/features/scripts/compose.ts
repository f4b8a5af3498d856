import type { Database } from '../../db/client.ts'
import type { Writer } from '../../db/writer.ts'
import type { Leadership } from '../../domain/leadership.ts'
import type { GraphRules } from '../../engine/graph/validate-graph.ts'
import type { Clock } from '../../lib/time/clock.ts'
import { graphRoutes } from './graph/routes.ts'
import { ScriptRepository } from './repository.ts'
import { scriptRoutes } from './routes.ts'
import { ScriptService } from './service.ts'

export interface ScriptsOptions {
  readonly database: Database
  readonly writer: Writer
  readonly rules: GraphRules
  readonly clock: Clock
  readonly leadership: Leadership
}

/** `service` also provides the engine and executions with graphs. */
export const composeScripts = ({ database, writer, rules, clock, leadership }: ScriptsOptions) => {
  const repository = new ScriptRepository(database, writer)
  const service = new ScriptService({ repository, rules, clock, leadership })
  return {
    service,
    routes: [
      ['/api/scripts', scriptRoutes(service)],
      ['/api/scripts', graphRoutes(service)],
    ] as const,
  }
}
