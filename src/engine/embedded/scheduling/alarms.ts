import type { AlarmClock } from '../../../lib/time/clock.ts'

interface Alarm {
  readonly at: number
}

/** The clock of one execution, which knows for which times the execution waits. */
export class Alarms implements AlarmClock {
  readonly #clock: AlarmClock
  readonly #pending = new Set<Alarm>()

  constructor(clock: AlarmClock) {
    this.#clock = clock
  }

  /** The first of the times, in ms since the epoch; `Infinity` when there is none. */
  get next(): number {
    return this.#pending.values().reduce((first, { at }) => Math.min(first, at), Number.POSITIVE_INFINITY)
  }

  now(): number {
    return this.#clock.now()
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const alarm = this.#set(ms)
    try {
      await this.#clock.sleep(ms, signal)
    } finally {
      this.#pending.delete(alarm)
    }
  }

  after(ms: number, call: () => void): () => void {
    const alarm = this.#set(ms)
    const stop = this.#clock.after(ms, () => {
      this.#pending.delete(alarm)
      call()
    })
    return () => {
      this.#pending.delete(alarm)
      stop()
    }
  }

  #set(ms: number): Alarm {
    const alarm = { at: this.#clock.now() + ms }
    this.#pending.add(alarm)
    return alarm
  }
}
