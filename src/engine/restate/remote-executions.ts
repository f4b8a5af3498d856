import type { AlarmClock } from '../../lib/time/clock.ts'
import { ExecutionAborted } from '../embedded/abort.ts'
import type { EventListener } from '../embedded/scheduling/live-execution.ts'
import type { Attendance, Submission } from '../engine.ts'
import { type ExecutionEvent, eventsSince } from '../events.ts'
import { type ExecutionState, type ExecutionStore, isFinal } from '../records.ts'
import type { Progress, SharedStore } from './ports.ts'

export interface RemoteOptions {
  readonly shared: Pick<SharedStore, 'progress'>
  readonly store: Pick<ExecutionStore, 'find' | 'head'>
  readonly clock: AlarmClock
}

/** How often the database is asked for all that somebody waits for or follows, with one read. */
const POLL_MS = 100

interface Follower {
  /** The number of the last event that it has seen. */
  after: number
  readonly listener: EventListener
}

const lastSeq = ({ nodes }: ExecutionState): number =>
  nodes.reduce((last, node) => Math.max(last, node.started_seq, node.finished_seq), 0)

/** An execution that another host may run, as long as somebody here waits for its end or its events. */
class RemoteExecution {
  readonly id: string
  readonly ended: Promise<ExecutionState>
  readonly #settled = Promise.withResolvers<ExecutionState>()
  readonly #followers = new Set<Follower>()
  #attendants = 0
  seen: Progress | undefined
  #state: ExecutionState | undefined

  constructor(id: string) {
    this.id = id
    this.ended = this.#settled.promise
    this.ended.catch(() => undefined)
  }

  get isDeserted(): boolean {
    return this.#attendants === 0 && this.#followers.size === 0
  }

  get isFollowed(): boolean {
    return this.#followers.size > 0
  }

  get isWaiting(): boolean {
    return this.seen?.status === 'waiting'
  }

  attend(): () => void {
    this.#attendants++
    let hasLeft = false
    return () => {
      if (!hasLeft) this.#attendants--
      hasLeft = true
    }
  }

  /** None before the first read, and `undefined` when it has ended. */
  eventsAfter(after: number, max: number): readonly ExecutionEvent[] | undefined {
    if (this.#state && isFinal(this.#state.execution.status)) return undefined
    return this.#state ? eventsSince(this.#state, after).slice(0, max) : []
  }

  /** Calls `listener` with events after `after`, or after those of now if that is less. */
  follow(after: number, listener: EventListener): () => void {
    const follower = { after: Math.min(after, this.#state ? lastSeq(this.#state) : 0), listener }
    this.#followers.add(follower)
    return () => this.#followers.delete(follower)
  }

  update(state: ExecutionState) {
    this.#state = state
    const { execution } = state
    for (const follower of this.#followers) {
      for (const event of eventsSince(state, follower.after)) follower.listener(event)
      follower.after = lastSeq(state)
      if (execution.status === 'waiting') follower.listener({ type: 'execution_waiting', execution })
    }
    if (isFinal(execution.status)) this.#settled.resolve(state)
  }

  fail(error: unknown) {
    this.#settled.reject(error)
  }
}

/** Follows executions by what is in the database, wherever they run. */
export class RemoteExecutions {
  readonly #options: RemoteOptions
  readonly #watched = new Map<string, RemoteExecution>()
  #stopTimer: (() => void) | undefined
  #isReading = false
  #isClosed = false

  constructor(options: RemoteOptions) {
    this.#options = options
  }

  get(id: string): RemoteExecution | undefined {
    return this.#watched.get(id)
  }

  /** Watches one that is in the database until the returned function is called. */
  watch(id: string): () => void {
    return this.#watch(id).attend()
  }

  /** The submission of one that is in the database; `accepted` is what this host has put there. */
  submission(id: string, accepted?: ExecutionState): Submission {
    const attend = (): Attendance => {
      const watched = this.#watch(id)
      return { finished: watched.ended, leave: watched.attend() }
    }
    return {
      id,
      ...(accepted && { accepted }),
      get finished() {
        return attend().finished
      },
      attend,
      persist: async () => undefined,
    }
  }

  /** Tells of one that has ended on this host, so that nobody has to wait until it is read. */
  note(state: ExecutionState) {
    const watched = this.#watched.get(state.execution.id)
    if (watched) this.#update(watched, state)
  }

  close() {
    this.#isClosed = true
    this.#stopTimer?.()
    for (const watched of this.#watched.values()) watched.fail(new ExecutionAborted('suspended'))
  }

  #watch(id: string): RemoteExecution {
    const watched = this.#watched.get(id) ?? new RemoteExecution(id)
    this.#watched.set(id, watched)
    this.#schedule()
    return watched
  }

  #schedule() {
    if (this.#isReading || this.#isClosed || this.#watched.size === 0) return
    this.#stopTimer ??= this.#options.clock.after(POLL_MS, () => {
      this.#stopTimer = undefined
      void this.#read()
    })
  }

  async #read(): Promise<void> {
    this.#isReading = true
    for (const watched of this.#watched.values()) if (watched.isDeserted) this.#watched.delete(watched.id)
    // The next read tries again.
    if (this.#watched.size > 0) await this.#readAll().catch(() => undefined)
    this.#isReading = false
    this.#schedule()
  }

  async #readAll(): Promise<void> {
    const asked = [...this.#watched.values()]
    const found = await this.#options.shared.progress(asked.map(({ id }) => id))
    const byId = new Map(found.map((progress) => [progress.id, progress]))
    await Promise.all(asked.map((watched) => this.#compare(watched, byId.get(watched.id))))
  }

  async #compare(watched: RemoteExecution, now: Progress | undefined): Promise<void> {
    if (!now) {
      this.#watched.delete(watched.id)
      watched.fail(new ExecutionAborted('suspended'))
      return
    }
    const { seen } = watched
    const hasEnded = isFinal(now.status)
    const isNews = seen?.status !== now.status || seen.seq !== now.seq
    if (!hasEnded && !(isNews && watched.isFollowed)) {
      if (!watched.isFollowed) watched.seen = now
      return
    }
    const state = await this.#stateOf(watched.id, hasEnded)
    watched.seen = now
    if (state) this.#update(watched, state)
  }

  /** One that has ended and cannot be read has ended all the same. */
  async #stateOf(id: string, hasEnded: boolean): Promise<ExecutionState | undefined> {
    const { store } = this.#options
    try {
      return await store.find(id)
    } catch (error) {
      const head = hasEnded ? await store.head(id) : undefined
      if (!head) throw error
      return { execution: { ...head, input: null, output: null }, nodes: [] }
    }
  }

  #update(watched: RemoteExecution, state: ExecutionState) {
    if (isFinal(state.execution.status)) this.#watched.delete(watched.id)
    watched.update(state)
  }
}
