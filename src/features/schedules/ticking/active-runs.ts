import { type ExecutionObserver, NO_OBSERVER } from '../../../engine/observer.ts'
import type { ExecutionRecord, ExecutionStatus } from '../../../engine/records.ts'

/** The executions of schedules that have not ended. */
export class ActiveRuns {
  readonly #active = new Map<number, Set<string>>()
  #onEnd: ((scheduleId: number, status: ExecutionStatus) => void) | undefined

  /** To be given to the engine. */
  readonly observer: ExecutionObserver = {
    ...NO_OBSERVER,
    executionEnded: ({ id, trigger, status }: ExecutionRecord) => {
      if (trigger.kind !== 'schedule') return
      const scheduleId = Number(trigger.id)
      this.remove(scheduleId, id)
      this.#onEnd?.(scheduleId, status)
    },
  }

  /** Calls `listener` whenever one has ended. */
  onEnd(listener: (scheduleId: number, status: ExecutionStatus) => void) {
    this.#onEnd = listener
  }

  /** The ids, the oldest first. */
  of(scheduleId: number): readonly string[] {
    return [...(this.#active.get(scheduleId) ?? [])]
  }

  add(scheduleId: number, executionId: string) {
    const ids = this.#active.get(scheduleId) ?? new Set()
    this.#active.set(scheduleId, ids.add(executionId))
  }

  remove(scheduleId: number, executionId: string) {
    const ids = this.#active.get(scheduleId)
    ids?.delete(executionId)
    if (ids?.size === 0) this.#active.delete(scheduleId)
  }

  clear() {
    this.#active.clear()
  }
}
