import { LRUCache } from 'lru-cache'
import { NodeError } from '../errors.ts'
import type { HashedGraph } from '../graph/graph.ts'
import type { ExecutionStore, ScriptSource } from '../records.ts'
import { compilePlan, type Plan, type PlanCompiler } from './plan.ts'

export interface PlanSources extends PlanCompiler {
  readonly scripts: ScriptSource
  readonly store: Pick<ExecutionStore, 'loadGraph'>
}

/** Compiled graphs, by the hash of their content. */
export class PlanCache {
  readonly #sources: PlanSources
  readonly #plans = new LRUCache<string, Plan>({ max: 500 })

  constructor(sources: PlanSources) {
    this.#sources = sources
  }

  of(source: HashedGraph): Plan {
    const known = this.#plans.get(source.hash)
    if (known) return known
    const plan = compilePlan(source, this.#sources)
    this.#plans.set(source.hash, plan)
    return plan
  }

  /**
   * The plan of a script's current graph.
   * @throws NodeError `SCRIPT_NOT_FOUND`
   */
  async ofScript(scriptId: number): Promise<Plan> {
    const graph = await this.#sources.scripts.graphOf(scriptId)
    if (graph) return this.of(graph)
    throw new NodeError('SCRIPT_NOT_FOUND', `there is no script with the id ${scriptId}`, {
      retryable: false,
    })
  }

  /**
   * The plan of a graph that is stored with an execution.
   * @throws NodeError `SCRIPT_NOT_FOUND` when it no longer is
   */
  async byHash(hash: string): Promise<Plan> {
    const plan = await this.find(hash)
    if (plan) return plan
    const message = 'the graph of the script no longer exists'
    throw new NodeError('SCRIPT_NOT_FOUND', message, { retryable: false })
  }

  /** The plan of a graph that is stored with an execution, if it still is. */
  async find(hash: string): Promise<Plan | undefined> {
    const known = this.#plans.get(hash)
    if (known) return known
    const graph = await this.#sources.store.loadGraph(hash)
    return graph && this.of({ hash, graph })
  }
}
