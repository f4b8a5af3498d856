import type { Attendance, Submission } from '../../engine.ts'
import { type ExecutionEvent, eventsSince, type WaitingEvent } from '../../events.ts'
import type { ExecutionHead, ExecutionState } from '../../records.ts'
import { ExecutionAborted } from '../abort.ts'
import type { EmbeddedExecution } from '../execution.ts'

/** The result of the attempt to read it; `blocked`: not possible now, `gone`: it has ended instead. */
export type LoadOutcome = 'loaded' | 'blocked' | 'gone'

export type EventListener = (event: ExecutionEvent | WaitingEvent) => void

interface Follower {
  /** The number of the last event that it has seen. */
  after: number
  readonly listener: EventListener
  stop?: () => void
}

interface Past {
  /** Whether an earlier process has left it. */
  readonly isResumed: boolean
  /** Whether it has waited on disk. */
  readonly isContinued?: boolean
}

/** An execution that has not ended: in memory while it runs, otherwise only on disk, unless it is small. */
export class LiveExecution implements Submission {
  readonly id: string
  readonly caller: string
  readonly scriptId: number | null
  readonly isResumed: boolean
  isContinued: boolean
  /** Whether it waits on disk. */
  isWaiting = false
  /** Resolves with the execution once it has ended; rejects when the engine stops first. */
  readonly ended: Promise<ExecutionState>
  /** Settles when its data have been read, while they are being read. */
  loading: Promise<LoadOutcome> | undefined
  readonly #settled = Promise.withResolvers<ExecutionState>()
  #followers: Set<Follower> | undefined
  #attendants = 0
  #onDeserted: (() => void) | undefined
  #execution: EmbeddedExecution | undefined
  /** Whether it ends without a turn. */
  isLeaving = false
  #hasEnded = false

  constructor(
    { id, caller, script_id }: Pick<ExecutionHead, 'id' | 'caller' | 'script_id'>,
    { isResumed, isContinued = false }: Past,
  ) {
    this.id = id
    this.isResumed = isResumed
    this.isContinued = isContinued
    this.caller = caller ?? ''
    this.scriptId = script_id
    this.ended = this.#settled.promise
    // A rejection that nobody waits for must not end the process.
    this.ended.catch(() => undefined)
  }

  /** As `ended`, for somebody who is not known to stop waiting. */
  get finished(): Promise<ExecutionState> {
    this.#attendants++
    return this.ended
  }

  /** Whether somebody waits for its end or its events. */
  get isAttended(): boolean {
    return this.#attendants > 0 || (this.#followers?.size ?? 0) > 0
  }

  /** `undefined` while it is only on disk. */
  get execution(): EmbeddedExecution | undefined {
    return this.#execution
  }

  /** Whether it no longer needs a turn. */
  get isDone(): boolean {
    return this.isLeaving || this.#hasEnded || this.#execution?.hasStarted === true
  }

  attend(): Attendance {
    this.#attendants++
    const leave = () => {
      this.#attendants--
      this.#desert()
    }
    return { finished: this.ended, leave }
  }

  /** Calls `listener` when nobody waits for it any more. */
  onDeserted(listener: () => void) {
    this.#onDeserted = listener
  }

  persist(): Promise<void> {
    return this.#execution?.persist() ?? Promise.resolve()
  }

  hold(execution: EmbeddedExecution) {
    this.#execution = execution
    execution.finished.then(
      (state) => this.end(state),
      // One that was stopped to wait on disk has neither ended nor failed.
      (error) => this.#execution === execution && this.fail(error),
    )
    for (const follower of this.#followers ?? []) attach(execution, follower)
  }

  /** Forgets its data, which must be on disk, until its turn comes. */
  unload() {
    if (this.isDone) return
    this.#execution?.release()
    this.#execution = undefined
  }

  /** Forgets its data, which the caller is going to stop and to write. */
  detach(): EmbeddedExecution | undefined {
    const execution = this.#execution
    this.#execution = undefined
    for (const follower of this.#followers ?? []) follower.stop?.()
    return execution
  }

  /** It waits on disk from now on. */
  beginWait(head: ExecutionHead) {
    this.isWaiting = true
    for (const { listener } of this.#followers ?? []) listener({ type: 'execution_waiting', execution: head })
  }

  /** It is in the queue again. */
  endWait() {
    this.isContinued ||= this.isWaiting
    this.isWaiting = false
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
      this.#desert()
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

  #desert() {
    if (!this.isAttended) this.#onDeserted?.()
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
