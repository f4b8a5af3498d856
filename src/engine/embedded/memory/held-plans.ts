import type { Budget } from '../../../lib/async/byte-budget.ts'
import type { Plan } from '../../interpreter/plan.ts'

interface Use {
  count: number
  readonly bytes: number
}

/** The plans that executions keep in memory. Each counts once for a caller, however many of its executions run it. */
export class HeldPlans {
  readonly #callers = new Map<string, Map<Plan, Use>>()

  /** Takes a plan's memory from the caller's share unless it has been taken; the limit that it exceeds is returned. */
  hold(caller: string, plan: Plan, share: Budget): Budget | undefined {
    const uses = this.#callers.get(caller) ?? new Map<Plan, Use>()
    const use = uses.get(plan)
    if (use) {
      use.count++
      return undefined
    }
    const exceeded = share.take(plan.bytes)
    if (exceeded) return exceeded
    this.#callers.set(caller, uses.set(plan, { count: 1, bytes: plan.bytes }))
    return undefined
  }

  /** To be called once for each success of `hold`. */
  release(caller: string, plan: Plan, share: Budget): void {
    const uses = this.#callers.get(caller)
    const use = uses?.get(plan)
    if (!uses || !use || --use.count > 0) return
    share.give(use.bytes)
    uses.delete(plan)
    if (uses.size === 0) this.#callers.delete(caller)
  }
}
