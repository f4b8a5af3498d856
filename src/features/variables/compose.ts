import type { Database } from '../../db/client.ts'
import type { Writer } from '../../db/writer.ts'
import type { Leadership } from '../../domain/leadership.ts'
import type { Clock } from '../../lib/time/clock.ts'
import { VariableRepository } from './repository.ts'
import { variableRoutes } from './routes.ts'
import { VariableService } from './service.ts'

export interface VariablesOptions {
  readonly database: Database
  readonly writer: Writer
  readonly clock: Clock
  readonly leadership: Leadership
}

/** `service` is also where the engine finds variables. */
export const composeVariables = ({ database, writer, ...options }: VariablesOptions) => {
  const service = new VariableService({ ...options, repository: new VariableRepository(database, writer) })
  return { service, routes: [['/api/variables', variableRoutes(service)]] as const }
}
