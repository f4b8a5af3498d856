import type { AlarmClock } from '../../../../lib/time/clock.ts'
import type { DelayedStore, ExecutionHead, ExecutionStore } from '../../../records.ts'
import type { WaitBegun } from '../../../write-guard.ts'
import { ExecutionAborted } from '../../abort.ts'
import type { EmbeddedExecution } from '../../execution.ts'
import { persevere } from '../../persevere.ts'
import type { LiveExecution } from '../live-execution.ts'

export interface ParkingOptions {
  readonly store: Pick<DelayedStore, 'wait'>
  readonly executions: Pick<ExecutionStore, 'head'>
  readonly clock: AlarmClock
  /** Is given each one that waits on disk. */
  readonly onParked: (live: LiveExecution, wait: WaitBegun, head: ExecutionHead) => void
  /** Is given each one that has ended instead. */
  readonly onGone: (live: LiveExecution) => void
}

/** Takes executions that only wait out of memory. */
export class Parking {
  readonly #options: ParkingOptions
  readonly #closing = new AbortController()
  readonly #underway = new Map<string, Promise<void>>()

  constructor(options: ParkingOptions) {
    this.#options = options
  }

  /** Settles once an execution that is just being stopped waits on disk; `undefined` for others. */
  of(id: string): Promise<void> | undefined {
    return this.#underway.get(id)
  }

  /** @param until when it goes on without an event, in ms since the epoch; `Infinity` for never */
  begin(live: LiveExecution, until: number) {
    const execution = live.detach()
    if (!execution) return
    const parking = this.#park(live, execution, Number.isFinite(until) ? until : null)
      // It is on disk as running, so the next start finds it.
      .catch(() => live.fail(new ExecutionAborted('suspended')))
      .finally(() => this.#underway.delete(live.id))
    this.#underway.set(live.id, parking)
  }

  /** Resolves when nothing is written any more. */
  async close(): Promise<void> {
    this.#closing.abort(new ExecutionAborted('suspended'))
    await Promise.all(this.#underway.values())
  }

  async #park(live: LiveExecution, execution: EmbeddedExecution, until: number | null): Promise<void> {
    const { store, executions, clock, onParked, onGone } = this.#options
    const { id } = live
    const patiently = <T>(work: () => Promise<T>) =>
      persevere(work, { clock, signal: () => this.#closing.signal })
    await patiently(() => execution.suspend())
    const wait = await patiently(() => store.wait({ id, until, now: clock.now() }))
    const head = wait && (await patiently(() => executions.head(id)))
    this.#underway.delete(id)
    if (head) onParked(live, wait, head)
    else onGone(live)
  }
}
