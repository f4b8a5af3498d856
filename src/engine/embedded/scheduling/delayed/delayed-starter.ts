import { AppError } from '../../../../domain/errors.ts'
import type { Turns } from '../../../../lib/async/turns.ts'
import type { AlarmClock } from '../../../../lib/time/clock.ts'
import type { Logger } from '../../../../logging/logger.ts'
import type { DelayedStore, ExecutionHead } from '../../../records.ts'
import type { AdmissionQueue } from '../admission.ts'

export interface DelayedStarterOptions {
  readonly store: DelayedStore
  readonly admission: AdmissionQueue
  /** While it is `false`, nothing starts. */
  readonly isOpen: () => boolean
  /** Whether it is being cancelled. */
  readonly isLeaving: (id: string) => boolean
  /** Is given each one when it is in the queue, also on disk, with a place taken for its caller. */
  readonly start: (head: ExecutionHead) => void
  readonly turns: Turns
  readonly clock: AlarmClock
  readonly logger: Logger
}

/** How late an execution may be after the clock was set or the machine was suspended. */
const MAX_SLEEP_MS = 5000
/** The pause before those are tried again that found no place, or no disk. */
const RETRY_MS = 250

/** Puts executions into the queue when their time has come, with one timer for all of them. */
export class DelayedStarter {
  readonly #options: DelayedStarterOptions
  /** When to look at the disk. */
  #next = Number.POSITIVE_INFINITY
  #stopTimer: (() => void) | undefined
  #isLooking = false
  #isClosed = false
  /** Those whose due executions wait for a place, so that they do not delay others. */
  readonly #callers = new Set<string>()
  readonly #entering = new Map<string, Promise<void>>()
  /** What reads or writes the disk; none of it rejects. */
  readonly #underway = new Set<Promise<void>>()

  constructor(options: DelayedStarterOptions) {
    this.#options = options
  }

  /** Has the disk looked at by this time, in ms since the epoch. */
  expect(time: number) {
    if (time >= this.#next) return
    this.#next = time
    this.#setTimer()
  }

  /** Settles once an execution that is just being put into the queue is there; `undefined` for others. */
  entering(id: string): Promise<void> | undefined {
    return this.#entering.get(id)
  }

  /** Resolves when no read or write is in progress. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#stopTimer?.()
    while (this.#underway.size > 0) await Promise.all(this.#underway)
  }

  #begin(work: Promise<void>) {
    const underway = work.finally(() => this.#underway.delete(underway))
    this.#underway.add(underway)
  }

  #setTimer() {
    this.#stopTimer?.()
    this.#stopTimer = undefined
    if (this.#isLooking || this.#isClosed || this.#next === Number.POSITIVE_INFINITY) return
    const { clock } = this.#options
    const ms = Math.min(Math.max(0, this.#next - clock.now()), MAX_SLEEP_MS)
    this.#stopTimer = clock.after(ms, () => {
      if (this.#next > clock.now()) this.#setTimer()
      else this.#begin(this.#look())
    })
  }

  async #look(): Promise<void> {
    const { store, clock } = this.#options
    this.#isLooking = true
    this.#next = Number.POSITIVE_INFINITY
    try {
      await this.#startDue()
      const first = this.#isClosed ? undefined : await store.firstStart()
      const now = clock.now()
      if (first !== undefined) this.expect(first > now ? first : now + RETRY_MS)
    } catch (error) {
      this.#report(error)
      this.expect(clock.now() + RETRY_MS)
    }
    this.#isLooking = false
    this.#setTimer()
  }

  async #startDue(): Promise<void> {
    const { store, clock, turns, isOpen } = this.#options
    while (isOpen()) {
      if (turns.isOver) await turns.next()
      const due = await store.due(clock.now(), [...this.#callers])
      if (due.length === 0) return
      const byCaller = Map.groupBy(due, ({ caller }) => caller ?? '')
      for (const [caller, heads] of byCaller) this.#begin(this.#startAll(caller, heads))
    }
  }

  async #startAll(caller: string, heads: readonly ExecutionHead[]): Promise<void> {
    this.#callers.add(caller)
    let pause = 0
    try {
      await this.#enqueueAll(caller, heads)
    } catch (error) {
      pause = RETRY_MS
      if (!(error instanceof AppError && error.code === 'QUEUE_FULL')) this.#report(error)
    }
    this.#callers.delete(caller)
    this.expect(this.#options.clock.now() + pause)
  }

  /** One after another, so that they keep their order. */
  async #enqueueAll(caller: string, heads: readonly ExecutionHead[]): Promise<void> {
    const { admission, isOpen, isLeaving } = this.#options
    const entering: Promise<void>[] = []
    const failures: unknown[] = []
    try {
      for (const head of heads) {
        if (!isOpen()) break
        await admission.acquire(caller)
        if (isOpen() && !isLeaving(head.id))
          entering.push(this.#enqueue(head).catch((error: unknown) => void failures.push(error)))
        else admission.release(caller)
      }
    } finally {
      await Promise.all(entering)
    }
    if (failures.length > 0) throw failures[0]
  }

  #enqueue(head: ExecutionHead): Promise<void> {
    const entering = this.#enter(head).finally(() => this.#entering.delete(head.id))
    this.#entering.set(head.id, entering)
    return entering
  }

  async #enter(head: ExecutionHead): Promise<void> {
    const { store, admission, isOpen, start } = this.#options
    let isEntered = false
    try {
      isEntered = await store.enqueue(head.id)
    } finally {
      // One that has entered while the engine closes is found by the next start.
      if (!isEntered || !isOpen()) admission.release(head.caller ?? '')
    }
    if (isEntered && isOpen()) start(head)
  }

  #report(error: unknown) {
    if (this.#isClosed) return
    this.#options.logger.error({ err: error }, 'executions that are due could not be started')
  }
}
