import { type ExceededBudget, memoryLimitCode, memoryRefusal } from '../../../domain/memory-limit.ts'
import { type Budget, ByteBudget, type SharedBudget } from '../../../lib/async/byte-budget.ts'
import type { MaybePromise } from '../../../lib/async/maybe-promise.ts'
import { NodeError } from '../../errors.ts'
import type { Plan } from '../../interpreter/plan.ts'
import { HeldPlans } from './held-plans.ts'

export interface MemoryLimits {
  /** What all executions, requests and answers share. */
  readonly shared: SharedBudget
  /** How much of it one execution may take. */
  readonly executionBytes: number
}

/** What an execution takes before its first node. */
export const EXECUTION_BYTES = 20_480
/** What the record of a node takes in addition to its texts and values. */
export const RECORD_BYTES = 512
/** What a node takes while it runs: its step, its promises, and what listens for its time limit and its end. */
export const RUNNING_BYTES = 4096

const FRAME_BYTES = 1024
const FRAME_NODE_BYTES = 128

/** What one run of a graph, a called script or a loop's body takes while it lasts. */
export const frameBytes = (nodes: number): number => FRAME_BYTES + nodes * FRAME_NODE_BYTES

/** This part of what an execution may take is left free when another one starts. */
const ROOM_TO_GROW = 1 / 4

const EXECUTION_SETTING = 'EXECUTION_MEMORY_LIMIT_BYTES'

/** The memory that one execution takes, which counts for its caller and for all. */
export class ExecutionMemory {
  readonly #caller: string
  readonly #share: Budget
  readonly #own: ByteBudget
  readonly #plans: HeldPlans
  readonly #held = new Set<Plan>()
  #isReleased = false

  constructor({ shared, executionBytes }: MemoryLimits, caller: string, plans = new HeldPlans()) {
    this.#caller = caller
    this.#plans = plans
    this.#share = shared.of(caller)
    this.#own = new ByteBudget({ limit: executionBytes, setting: EXECUTION_SETTING, parent: this.#share })
  }

  /** As `take`, for what an execution has at its start. It leaves the caller's other executions some room to grow. */
  takeAtStart(bytes: number, plan: Plan): Budget | undefined {
    const exceeded = this.#own.take(bytes)
    if (exceeded) return exceeded
    const isOnly = this.#share.used === bytes
    const missing = this.holdPlan(plan) ?? (isOnly ? undefined : this.#findRoom())
    // The only one of its caller would wait forever for the end of others.
    if (!missing || (isOnly && missing.setting === this.#share.setting)) return undefined
    this.#own.give(bytes)
    this.#releasePlans()
    return missing
  }

  #findRoom(): Budget | undefined {
    const room = this.#own.limit * ROOM_TO_GROW
    const missing = this.#share.take(room)
    if (!missing) this.#share.give(room)
    return missing
  }

  /** Takes the memory of a plan until the end of the execution, once; the limit that it exceeds is returned. */
  holdPlan(plan: Plan): Budget | undefined {
    if (this.#isReleased || this.#held.has(plan)) return undefined
    const exceeded = this.#plans.hold(this.#caller, plan, this.#share)
    if (!exceeded) this.#held.add(plan)
    return exceeded
  }

  #releasePlans() {
    for (const plan of this.#held) this.#plans.release(this.#caller, plan, this.#share)
    this.#held.clear()
  }

  /** Takes all of the bytes, or none when they exceed a limit, which is then returned. */
  take(bytes: number): Budget | undefined {
    // Work that is no longer awaited may still end.
    return this.#isReleased ? undefined : this.#own.take(bytes)
  }

  /**
   * Holds the bytes while the work runs.
   * @throws NodeError when there is no memory for it
   */
  whileHeld<T>(bytes: number, work: () => MaybePromise<T>): MaybePromise<T> {
    const exceeded = this.take(bytes)
    if (exceeded) throw outOfMemory(exceeded)
    let result: MaybePromise<T> | undefined
    try {
      result = work()
    } finally {
      if (!(result instanceof Promise)) this.give(bytes)
    }
    return result instanceof Promise ? result.finally(() => this.give(bytes)) : result
  }

  give(bytes: number) {
    if (!this.#isReleased) this.#own.give(bytes)
  }

  /** Gives everything back. */
  release() {
    if (this.#isReleased) return
    this.#isReleased = true
    this.#own.give(this.#own.used)
    this.#releasePlans()
  }
}

/** Whether it is the limit of a single execution, which no waiting can help against. */
export const isOwnLimit = ({ setting }: ExceededBudget): boolean => setting === EXECUTION_SETTING

/**
 * For executions with the same input, which are written and answered together.
 * @throws AppError `EXECUTION_MEMORY_LIMIT`
 */
export const checkTogether = (
  executions: readonly { readonly bytesAtStart: number }[],
  { executionBytes }: Pick<MemoryLimits, 'executionBytes'>,
): void => {
  const one = executions[0]?.bytesAtStart ?? 0
  const all = executions.length * (one - EXECUTION_BYTES)
  if (Math.max(one, all) > executionBytes)
    throw memoryRefusal({ setting: EXECUTION_SETTING, limit: executionBytes })
}

/** The error of a node that needs more memory than its execution may take. Its code is the name of the setting. */
export const outOfMemory = (exceeded: ExceededBudget): NodeError => {
  const { setting, limit } = exceeded
  const message = `the execution needs more memory than ${setting} allows, which is ${limit} bytes. Let its nodes give less, take several items of a loop at a time (\`batch_size\`), or raise that setting.`
  return new NodeError(memoryLimitCode(exceeded), message, { retryable: false })
}
