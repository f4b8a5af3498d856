import type { Clock } from './clock.ts'

export interface BackgroundTaskOptions {
  readonly clock: Pick<Clock, 'sleep'>
  /** Does the work once; returns the time until it is done again in ms, or `Infinity` to wait for a wake-up. */
  work(): Promise<number>
  /** Called when the work has failed, unless that is because the task was closed; returns a time as `work` does. */
  onError(error: unknown): number
}

/** Does something again and again in the background, with pauses, until it is closed. */
export class BackgroundTask {
  readonly #options: BackgroundTaskOptions
  readonly #stop = new AbortController()
  #wake = new AbortController()
  #running: Promise<void> = Promise.resolve()

  constructor(options: BackgroundTaskOptions) {
    this.#options = options
  }

  /** Aborted when the task is closed; the work should then end soon. */
  get signal(): AbortSignal {
    return this.#stop.signal
  }

  start() {
    this.#running = this.#run()
  }

  /** Ends the wait for a wake-up, or the next one if the work is being done; a pause takes its time. */
  wake() {
    this.#wake.abort()
  }

  /** Resolves when the work has ended. */
  async close(): Promise<void> {
    this.#stop.abort()
    this.wake()
    await this.#running
  }

  async #run(): Promise<void> {
    const { work, onError } = this.#options
    while (!this.signal.aborted) {
      // Before the work, so that no wake-up is lost that comes meanwhile.
      this.#wake = new AbortController()
      const pause = await work().catch((error: unknown) => (this.signal.aborted ? 0 : onError(error)))
      await this.#pause(pause)
    }
  }

  async #pause(ms: number): Promise<void> {
    if (this.signal.aborted || ms === 0) return
    if (ms === Infinity) await aborted(this.#wake.signal)
    else await this.#options.clock.sleep(ms, this.signal).catch(() => undefined)
  }
}

const aborted = (signal: AbortSignal): Promise<unknown> =>
  signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
