import type { AlarmClock } from '../../../src/lib/time/clock.ts'

interface Sleeper {
  at: number
  wake(): void
}

// Work between two sleeps takes turns of the event loop: commits, and promises that wait for them.
const TURNS = 12

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** A clock that goes on only when it is told to, and then from one sleeper to the next. */
export class ManualClock implements AlarmClock {
  readonly #sleepers = new Set<Sleeper>()
  #now: number

  constructor(now = Date.UTC(2026, 0, 1)) {
    this.#now = now
  }

  now = () => this.#now

  sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted()
      const stop = () => {
        this.#sleepers.delete(sleeper)
        reject(signal?.reason)
      }
      const sleeper = {
        at: this.#now + ms,
        wake: () => {
          signal?.removeEventListener('abort', stop)
          resolve()
        },
      }
      this.#sleepers.add(sleeper)
      signal?.addEventListener('abort', stop, { once: true })
    })

  after = (ms: number, call: () => void): (() => void) => {
    const sleeper = { at: this.#now + ms, wake: call }
    this.#sleepers.add(sleeper)
    return () => this.#sleepers.delete(sleeper)
  }

  /** Sets the time, as an operator or a time server does: sleepers sleep as long as before. */
  set(now: number) {
    const step = now - this.#now
    this.#now = now
    for (const sleeper of this.#sleepers) sleeper.at += step
  }

  /** Lets everything happen that needs no time. */
  async settle(): Promise<void> {
    for (let index = 0; index < TURNS; index++) await turn()
  }

  /** Lets `ms` go by. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms
    await this.settle()
    while (this.#wakeNext(end)) await this.settle()
    this.#now = end
  }

  /** Lets as much time go by as the work needs. */
  async until<T>(work: Promise<T>): Promise<T> {
    let settled = false
    const mark = () => {
      settled = true
    }
    work.then(mark, mark)
    while (!settled) {
      await turn()
      if (settled) break
      await this.settle()
      if (!settled) this.#wakeNext(Number.POSITIVE_INFINITY)
    }
    return work
  }

  #wakeNext(end: number): boolean {
    const [next] = [...this.#sleepers].sort((a, b) => a.at - b.at)
    if (!next || next.at > end) return false
    this.#sleepers.delete(next)
    this.#now = Math.max(this.#now, next.at)
    next.wake()
    return true
  }
}
