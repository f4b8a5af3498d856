import type { ExecutionEngine } from '../../engine/engine.ts'
import type { GraphRules } from '../../engine/graph/validate-graph.ts'
import { actionRoutes } from './routes.ts'
import { ActionService } from './service.ts'

export interface ActionsOptions {
  readonly engine: ExecutionEngine
  readonly rules: GraphRules
}

export const composeActions = ({ engine, rules }: ActionsOptions) => ({
  routes: [['/api', actionRoutes(new ActionService(engine, rules))]] as const,
})
