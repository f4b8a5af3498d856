import { API_TRIGGER, type Trigger, triggerFields } from '../../domain/triggers/trigger.ts'
import { type MaybePromise, mapMaybePromise } from '../../lib/async/maybe-promise.ts'
import type { Turns } from '../../lib/async/turns.ts'
import type { NextId } from '../../lib/store/ids.ts'
import { IsoTimes } from '../../lib/time/iso-times.ts'
import { redactSecrets } from '../../logging/logger.ts'
import type { RunRequest } from '../engine.ts'
import type { Plan } from '../interpreter/plan.ts'
import type { PlanCache } from '../interpreter/plan-cache.ts'
import type { Step } from '../interpreter/step.ts'
import type { NodeTypeCatalogue } from '../node-type.ts'
import type { ExecutionObserver } from '../observer.ts'
import type { ResumeLinks, SecretStore, TableStore, VariableSource } from '../ports.ts'
import {
  type ExecutionHead,
  type ExecutionRecord,
  type ExecutionState,
  type ExecutionStore,
  endedExecution,
  type NodeRecord,
  type VariableSnapshot,
} from '../records.ts'
import { ExecutionSecrets } from '../secrets/execution-secrets.ts'
import { EmbeddedExecution, type ExecutionOptions } from './execution.ts'
import { ExecutionMemory, type MemoryLimits } from './memory/execution-memory.ts'
import { HeldPlans } from './memory/held-plans.ts'
import { retainedNodes } from './retained-nodes.ts'
import type { ScriptPlaces } from './scheduling/script-places.ts'
import type { TaskTools } from './steps/tasks/task.ts'
import { VariableSnapshots } from './variable-snapshots.ts'

export interface ExecutionFactoryOptions extends Omit<TaskTools, 'secrets' | 'share' | 'memory'> {
  readonly secrets: SecretStore
  readonly variables: VariableSource
  readonly links?: ResumeLinks | undefined
  readonly nextId: NextId
  readonly plans: PlanCache
  readonly scriptPlaces: ScriptPlaces
  readonly observer: ExecutionObserver
  readonly turns: Turns
  readonly types: NodeTypeCatalogue
  readonly limits: ExecutionLimits
}

export interface ExecutionLimits {
  /** Nodes running at once in one execution. */
  readonly nodeConcurrency: number
  readonly steps: number
  /** 0 for none. */
  readonly timeoutMs: number
  readonly checkpointMs: number
  /** After as many attempts that the process did not survive, a node fails. */
  readonly nodeInterruptions: number
  readonly memory: MemoryLimits
}

/** A request for an execution; an ad hoc run has no script. */
export type NewExecution = Omit<RunRequest, 'scriptId' | 'durable'> & {
  readonly scriptId: number | null
  readonly concurrency?: number | undefined
  /** Results that its nodes have already. */
  readonly completed?: readonly NodeRecord[]
  /** When it is to start, in ms since the epoch; at once by default. */
  readonly startAt?: number
}

interface Preparation {
  readonly plan: Plan
  /** Records of the execution that it retries. */
  readonly retained: readonly NodeRecord[]
  readonly variables: VariableSnapshot | undefined
}

export type PreparedExecution = NewExecution & Preparation

/** How an execution ends whose data are not loaded. */
export type UnloadedEnd = Pick<ExecutionHead, 'status' | 'error'>

type ExecutionParts = Pick<
  ExecutionOptions,
  'execution' | 'nodes' | 'plan' | 'variables' | 'store' | 'stored' | 'trace' | 'claim'
> & {
  readonly concurrency?: number | undefined
  readonly caller?: string | undefined
  readonly isResumed?: boolean
  readonly isContinued?: boolean
}

/** Loops and calls can fail a hundred thousand times in one execution. */
const MAX_LOGGED_FAILURES = 20

/** Creates executions with everything that they need to run; starts none. */
export class ExecutionFactory {
  readonly #options: ExecutionFactoryOptions
  readonly #times = new IsoTimes()
  readonly #variables: VariableSnapshots
  readonly #plans = new HeldPlans()

  constructor(options: ExecutionFactoryOptions) {
    this.#options = options
    this.#variables = new VariableSnapshots(options.variables)
  }

  get tables(): TableStore {
    return this.#options.services.tables
  }

  /** Compiles the graph, and finds out which variables it sees and what a retry starts with. */
  prepare<R extends NewExecution>(request: R): MaybePromise<R & Preparation> {
    const { plans } = this.#options
    const plan = plans.of(request.graph)
    const hasResults = request.retryOf !== undefined || request.completed !== undefined
    if (hasResults || plan instanceof Promise) return this.#prepare(request, plan)
    return mapMaybePromise(this.#variables.take(plan.variables), (variables) => ({
      ...request,
      plan,
      retained: [],
      variables,
    }))
  }

  async #prepare<R extends NewExecution>(request: R, compiled: MaybePromise<Plan>): Promise<R & Preparation> {
    const { plans } = this.#options
    const plan = await compiled
    const variables = await this.#variables.take(plan.variables)
    const { retryOf, completed } = request
    const nodes = retryOf?.nodes ?? completed
    const retained = nodes ? await retainedNodes(plan, nodes, plans) : []
    if (!retryOf) return { ...request, plan, retained, variables }
    const id = request.id ?? this.#options.nextId(this.#options.clock.now())
    if (retained.length > 0) await this.tables.share(retryOf.execution.id, id)
    return { ...request, id, plan, retained, variables }
  }

  /** A new execution, kept in `store`. */
  create(request: PreparedExecution, store: ExecutionStore): EmbeddedExecution {
    return this.#build({
      execution: this.#newRecord(request),
      nodes: request.retained,
      plan: request.plan,
      variables: request.variables,
      store,
      stored: false,
      concurrency: request.concurrency,
      trace: request.trace,
      claim: request.claim,
    })
  }

  /**
   * An unfinished execution as it is on disk; `isResumed` when an earlier process has left it, `isContinued` when it has
   * waited there.
   * @throws NodeError `SCRIPT_NOT_FOUND` or `VARIABLES_NOT_FOUND` when its graph or variables no longer exist
   */
  async restore(
    state: ExecutionState,
    store: ExecutionStore,
    past: Pick<ExecutionParts, 'isResumed' | 'isContinued'>,
  ): Promise<EmbeddedExecution> {
    const plan = await this.#options.plans.byHash(state.execution.graph_hash)
    const variables = await this.#variables.load(state.execution.variables_hash, store)
    return this.#build({ ...state, plan, variables, store, stored: true, ...past })
  }

  /** The head of an execution that ends without having run. */
  ended(head: ExecutionHead, end: UnloadedEnd): ExecutionHead {
    return endedExecution(head, end, { now: this.#options.clock.now(), times: this.#times })
  }

  #newRecord(request: PreparedExecution): ExecutionRecord {
    const { clock, nextId, limits } = this.#options
    const now = clock.now()
    return {
      id: request.id ?? nextId(now),
      script_id: request.scriptId,
      graph_hash: request.graph.hash,
      variables_hash: request.variables?.hash ?? null,
      batch_id: request.batchId ?? null,
      retry_of: request.retryOf?.execution.id ?? null,
      trigger: this.#triggerOf(request),
      sequence: request.sequence ?? null,
      caller: request.caller,
      input: request.input ?? null,
      status: request.startAt === undefined ? 'queued' : 'scheduled',
      output: null,
      error: null,
      attempts: 0,
      timeout_ms: request.timeoutMs ?? (limits.timeoutMs || null),
      strict: request.strict ?? false,
      script_version: request.retryOf?.execution.script_version ?? request.scriptVersion ?? null,
      created_at: this.#times.toText(now),
      started_at: null,
      finished_at: null,
      duration_ms: null,
      interruptions: 0,
    }
  }

  #triggerOf(request: NewExecution): Trigger {
    const trigger = triggerOf(request)
    const { startAt } = request
    return startAt === undefined ? trigger : { ...trigger, scheduled_at: this.#times.toText(startAt) }
  }

  #build(parts: ExecutionParts): EmbeddedExecution {
    const { limits } = this.#options
    const secrets = new ExecutionSecrets(this.#options.secrets, this.#options.turns)
    secrets.expect(parts.plan.secrets)
    const memory = new ExecutionMemory(limits.memory, parts.execution.caller ?? '', this.#plans)
    let failures = 0
    return new EmbeddedExecution({
      ...parts,
      concurrency: parts.concurrency ?? limits.nodeConcurrency,
      checkpointMs: limits.checkpointMs,
      times: this.#times,
      memory,
      tools: {
        ...this.#options,
        secrets,
        isResumed: parts.isResumed ?? false,
        interruptionLimit: limits.nodeInterruptions,
        stepLimit: limits.steps,
        share: { holder: parts.execution.caller ?? '', group: parts.execution.id },
        memory,
        onFailure: (step, error) => {
          if (++failures <= MAX_LOGGED_FAILURES) this.#logFailure(parts.execution, step, { error, failures })
        },
      },
    })
  }

  #logFailure(execution: ExecutionRecord, step: Step, { error, failures }: LoggedFailure) {
    this.#options.services.logger.warn(
      {
        execution_id: execution.id,
        script_id: execution.script_id,
        ...triggerFields(execution.trigger),
        node: step.key,
        type: step.node.node.type,
        parameters: redactSecrets(step.node.node.parameters),
        err: error,
      },
      failures < MAX_LOGGED_FAILURES
        ? 'node failed'
        : 'node failed; no further ones of this execution are logged',
    )
  }
}

const triggerOf = ({ trigger, retryOf, batchId }: NewExecution): Trigger => {
  if (trigger) return trigger
  if (retryOf) return { kind: 'retry', id: retryOf.execution.id, scheduled_at: null }
  return batchId === undefined ? API_TRIGGER : { kind: 'batch', id: batchId, scheduled_at: null }
}

interface LoggedFailure {
  readonly error: unknown
  /** How many nodes of the execution have failed so far. */
  readonly failures: number
}

/** For ad hoc runs, which leave nothing behind. */
export const VOLATILE_STORE: ExecutionStore = {
  save: async () => undefined,
  finish: async () => undefined,
  loadGraph: async () => undefined,
  loadVariables: async () => undefined,
  unfinished: async () => [],
  head: async () => undefined,
  size: async () => 0,
  find: async () => undefined,
  end: async () => undefined,
  givenEvent: async () => undefined,
  endWait: async () => true,
}
