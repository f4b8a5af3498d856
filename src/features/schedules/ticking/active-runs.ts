import { type ExecutionObserver, NO_OBSERVER } from '../../../engine/observer.ts'
import type { ExecutionRecord, ExecutionStatus } from '../../../engine/records.ts'

export interface ActiveRun {
  readonly id: string
  /** When it was accepted, in ms since the epoch. */
  readonly since: number
}

interface Entry extends ActiveRun {
  readonly end: () => void
  /** Resolves when it and all before it have ended. */
  readonly allEnded: Promise<unknown>
}

/** The executions of schedules that have not ended. */
export class ActiveRuns {
  readonly #active = new Map<number, Map<string, Entry>>()
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

  /** The oldest first. */
  of(scheduleId: number): readonly ActiveRun[] {
    return [...(this.#active.get(scheduleId)?.values() ?? [])]
  }

  /** Resolves when all of now have ended; `undefined` when there are none. */
  ended(scheduleId: number): Promise<unknown> | undefined {
    return [...(this.#active.get(scheduleId)?.values() ?? [])].at(-1)?.allEnded
  }

  add(scheduleId: number, { id, since }: ActiveRun) {
    const { promise, resolve } = Promise.withResolvers<void>()
    const allEnded = Promise.all([this.ended(scheduleId), promise])
    const entries = this.#active.get(scheduleId) ?? new Map<string, Entry>()
    this.#active.set(scheduleId, entries.set(id, { id, since, end: resolve, allEnded }))
  }

  remove(scheduleId: number, executionId: string) {
    const entries = this.#active.get(scheduleId)
    entries?.get(executionId)?.end()
    entries?.delete(executionId)
    if (entries?.size === 0) this.#active.delete(scheduleId)
  }

  clear() {
    this.#active.clear()
  }
}
