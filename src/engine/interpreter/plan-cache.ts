import { LRUCache } from 'lru-cache'
import type { MaybePromise } from '../../lib/async/maybe-promise.ts'
import { NodeError } from '../errors.ts'
import type { HashedGraph } from '../graph/graph.ts'
import type { GraphRules } from '../graph/validate-graph.ts'
import type { ExecutionStore, ScriptSource } from '../records.ts'
import { compilePlan, type Plan } from './plan.ts'

export interface PlanSources extends GraphRules {
  readonly scripts: ScriptSource
  readonly store: Pick<ExecutionStore, 'loadGraph'>
}

const MAX_KEPT_BYTES = 32 * 1024 * 1024

/** Compiled graphs, by the hash of their content. */
export class PlanCache {
  readonly #sources: PlanSources
  readonly #plans = new LRUCache<string, Plan>({
    maxSize: MAX_KEPT_BYTES,
    sizeCalculation: ({ bytes }) => bytes,
  })
  /** Those that are not kept, but may be in use. */
  readonly #others = new Map<string, WeakRef<Plan>>()
  readonly #compiling = new Map<string, Promise<Plan>>()

  constructor(sources: PlanSources) {
    this.#sources = sources
  }

  /** A plan that is known is there at once; those who ask while it is compiled share the work. */
  of(source: HashedGraph): MaybePromise<Plan> {
    return this.#known(source.hash) ?? this.#compiling.get(source.hash) ?? this.#compile(source)
  }

  /**
   * The plan of a script's current graph, and whether the script is strict.
   * @throws NodeError `SCRIPT_NOT_FOUND`, `SCRIPT_EMPTY`
   */
  async ofScript(scriptId: number): Promise<{ readonly plan: Plan; readonly strict: boolean }> {
    const script = await this.#sources.scripts.graphOf(scriptId)
    if (!script) {
      const message = `there is no script with the id ${scriptId}`
      throw new NodeError('SCRIPT_NOT_FOUND', message, { retryable: false })
    }
    if (script.graph.nodes.length === 0)
      throw new NodeError('SCRIPT_EMPTY', `script ${scriptId} has no nodes`, { retryable: false })
    return { plan: await this.of(script), strict: script.strict }
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
    const known = this.#known(hash)
    if (known) return known
    const graph = await this.#sources.store.loadGraph(hash)
    return graph && this.of({ hash, graph })
  }

  #known(hash: string): Plan | undefined {
    return this.#plans.get(hash) ?? this.#others.get(hash)?.deref()
  }

  #remember(plan: Plan) {
    for (const [hash, other] of this.#others) if (!other.deref()) this.#others.delete(hash)
    this.#others.set(plan.hash, new WeakRef(plan))
  }

  async #compile(source: HashedGraph): Promise<Plan> {
    const compiling = compilePlan(source, this.#sources)
    this.#compiling.set(source.hash, compiling)
    try {
      const plan = await compiling
      if (plan.bytes <= MAX_KEPT_BYTES) this.#plans.set(source.hash, plan)
      else this.#remember(plan)
      return plan
    } finally {
      this.#compiling.delete(source.hash)
    }
  }
}
