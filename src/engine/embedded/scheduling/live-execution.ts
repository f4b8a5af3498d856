import type { Submission } from '../../engine.ts'
import { type ExecutionEvent, eventsSince } from '../../events.ts'
import type { ExecutionHead, ExecutionState } from '../../records.ts'
import { ExecutionAborted } from '../abort.ts'
import type { EmbeddedExecution } from '../execution.ts'

/** The result of the attempt to read it; `blocked`: not possible now, `gone`: it has ended instead. */
export type LoadOutcome = 'loaded' | 'blocked' | 'gone'

interface Follower {
  /** The number of the last event that it has seen. */
  after: number
  readonly listener: (event: ExecutionEvent) => void
  stop?: () => void
}

/** An execution that has not ended: in memory while it runs, otherwise only on disk, unless it is small. */
export class LiveExecution implements Submission {
  readonly id: string
  readonly caller: string
  readonly scriptId: number | null
  /** Whether an earlier process has left it. */
  readonly isResumed: boolean
  readonly finished: Promise<ExecutionState>
  /** Settles when its data have been read, while they are being read. */
  loading: Promise<LoadOutcome> | undefined
  readonly #settled = Promise.withResolvers<ExecutionState>()
  #followers: Set<Follower> | undefined
  #execution: EmbeddedExecution | undefined
  /** Whether it ends without a turn. */
  isLeaving = false
  #hasEnded = false

  constructor(
    { id, caller, script_id }: Pick<ExecutionHead, 'id' | 'caller' | 'script_id'>,
    { isResumed }: { readonly isResumed: boolean },
  ) {
    this.id = id
    this.isResumed = isResumed
    this.caller = caller ?? ''
    this.scriptId = script_id
    this.finished = this.#settled.promise
    // A rejection that is not awaited must not end the process.
    this.finished.catch(() => undefined)
  }

  /** `undefined` while it is only on disk. */
  get execution(): EmbeddedExecution | undefined {
    return this.#execution
  }

  /** Whether it no longer needs a turn. */
  get isDone(): boolean {
    return this.isLeaving || this.#hasEnded || this.#execution?.hasStarted === true
  }

  persist(): Promise<void> {
    return this.#execution?.persist() ?? Promise.resolve()
  }

  hold(execution: EmbeddedExecution) {
    this.#execution = execution
    execution.finished.then(
      (state) => this.end(state),
      (error) => this.fail(error),
    )
    for (const follower of this.#followers ?? []) attach(execution, follower)
  }

  /** Forgets its data, which must be on disk, until its turn comes. */
  unload() {
    if (this.isDone) return
    this.#execution?.release()
    this.#execution = undefined
  }

  /** Past events; none while it is only on disk, and `undefined` when it has ended there. */
  eventsAfter(after: number, max: number): readonly ExecutionEvent[] | undefined {
    if (this.#execution) return this.#execution.eventsAfter(after, max)
    return this.#hasEnded ? undefined : []
  }

  /** Calls `listener` with the events after sequence number `after`; those on disk once it is in memory. */
  follow(after: number, listener: Follower['listener']): () => void {
    const follower: Follower = { after, listener }
    this.#followers ??= new Set()
    this.#followers.add(follower)
    if (this.#execution) attach(this.#execution, follower)
    return () => {
      this.#followers?.delete(follower)
      follower.stop?.()
    }
  }

  /** Stops it unfinished, on disk, to be resumed by a later start. */
  async suspend(): Promise<void> {
    if (this.#execution) await this.#execution.suspend()
    else this.fail(new ExecutionAborted('suspended'))
  }

  /** Ends it without its data having been in memory. */
  endUnloaded(state: ExecutionState) {
    for (const { after, listener } of this.#followers ?? [])
      for (const event of eventsToEnd(state, after)) listener(event)
    this.end(state)
  }

  end(state: ExecutionState) {
    this.#hasEnded = true
    this.#settled.resolve(state)
  }

  fail(error: unknown) {
    this.#hasEnded = true
    this.#settled.reject(error)
  }
}

const attach = (execution: EmbeddedExecution, follower: Follower) => {
  follower.stop = execution.follow(follower.after, (event) => {
    follower.after = event.seq
    follower.listener(event)
  })
}

/** The last event is among them even when the nodes cannot be read. */
const eventsToEnd = (state: ExecutionState, after: number): readonly ExecutionEvent[] => {
  const events = eventsSince(state, after)
  const { execution } = state
  return events.length > 0 ? events : [{ seq: after + 1, type: 'execution_finished', execution }]
}
