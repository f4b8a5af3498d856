import type { EmbeddedOptions } from '../../engine/embedded/limits.ts'
import { RestateEngine } from '../../engine/restate/engine.ts'
import { RestateOrchestrator } from '../../engine/restate/orchestrator.ts'
import type { AppContext } from '../context.ts'
import type { Data } from './data.ts'

export interface SharedEngineParts {
  readonly data: Data
  readonly hosts: NonNullable<AppContext['hosts']>
}

/** The engine that shares its work with those of other hosts. */
export const composeRestate = (options: EmbeddedOptions, { data, hosts }: SharedEngineParts) =>
  new RestateEngine({
    ...options,
    ...data.executions.sharing,
    duties: hosts.duties,
    orchestrator: new RestateOrchestrator({
      ...hosts,
      clock: options.clock,
      logger: options.services.logger,
    }),
  })
