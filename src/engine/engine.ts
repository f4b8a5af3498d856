import type { TraceHeaders } from '../domain/trace-headers.ts'
import type { Trigger } from '../domain/triggers/trigger.ts'
import type { ExecutionEvent, WaitingEvent } from './events.ts'
import type { HashedGraph } from './graph/graph.ts'
import type { Claim, ExecutionState, NodeRecord, StepId } from './records.ts'

/** Runs executions. All engines share the interpreter; they differ in where steps run and where their results are kept. */
export interface ExecutionEngine {
  /** Whether it accepts work: between `start` and `close`. */
  readonly isOpen: boolean
  readonly load: EngineLoad
  /** Starts to work, first on the executions that an earlier process left unfinished. */
  start(): Promise<void>
  /**
   * Accepts a new execution. It is on disk when this resolves if `durable`, else before its first effect.
   * @throws AppError `QUEUE_FULL` when the queue has had no place for some time, `EXECUTION_MEMORY_LIMIT` when its
   *   input alone takes more memory than an execution may
   */
  submit(request: RunRequest): Promise<Submission>
  /** Accepts executions that run one after another in this order; all are on disk when this resolves. */
  submitBatch(requests: readonly RunRequest[]): Promise<readonly Submission[]>
  /**
   * Accepts executions of one caller that start at a time (ms since the epoch), those of a batch one after another.
   * Until then they lie on disk, where all are when this resolves with their ids.
   * @throws AppError `SCHEDULED_LIMIT` when too many wait for their time, `EXECUTION_MEMORY_LIMIT`
   */
  submitLater(requests: readonly RunRequest[], startAt: number): Promise<readonly string[]>
  /** Stops an execution; `false` when the engine does not have it or it ends some other way first. */
  cancel(id: string): Promise<boolean>
  /** Lets steps that were given events go on; the store lets those go on whose executions wait on disk. */
  wake(steps: readonly StepId[]): void
  /** An unfinished execution in the queue or the memory of this process; `undefined` for others. */
  submitted(id: string): Submission | undefined
  /** An unfinished execution to wait for, wherever it is; `undefined` when it has ended, or there is none. */
  attach(id: string): Promise<Submission | undefined>
  /** The current state of an unfinished execution; `undefined` when it is not in memory, so that the disk has it. */
  find(id: string): ExecutionState | undefined
  /** At most `max` past events after sequence number `after`; `undefined` when the engine does not have the execution. */
  eventsAfter(id: string, after: number, max: number): readonly ExecutionEvent[] | undefined
  /**
   * Calls `listener` with the events after sequence number `after`: past ones at once, or when a queued execution is
   * read from the disk. Returns a function that stops this, or `undefined` when the engine does not have the execution.
   */
  follow(
    id: string,
    after: number,
    listener: (event: ExecutionEvent | WaitingEvent) => void,
  ): (() => void) | undefined
  /** Whether it is known to wait on disk, where its past events are; only for one that can be followed. */
  isWaiting(id: string): boolean
  /**
   * Lets an execution be followed that is only on disk, until the returned function is called. Others can be followed
   * without.
   */
  attend(id: string): Promise<() => void>
  /**
   * Runs a graph without storing anything; resolves with its final state.
   * @throws AppError `EXECUTION_MEMORY_LIMIT`, `MEMORY_CALLER_LIMIT` or `MEMORY_LIMIT` when there is no memory for it
   */
  runAdHoc(request: AdHocRequest): Promise<ExecutionState>
  /** Stops accepting work; running executions are suspended on disk for the next start. */
  close(): Promise<void>
}

/** Numbers of executions, without those of ad hoc runs. */
export interface EngineLoad {
  readonly running: number
  readonly queued: number
  /** On disk, until their time comes. */
  readonly scheduled: number
  /** On disk, until an event or a time comes; those that wait for a short time only are running. */
  readonly waiting: number
}

export interface RunRequest {
  /** Whose request it is: the holder of shares in places and memory. */
  readonly caller: string
  /** An unused id that the caller has reserved; a new one by default. */
  readonly id?: string
  readonly scriptId: number
  readonly graph: HashedGraph
  /** The version of the script that has this graph. */
  readonly scriptVersion?: number | undefined
  readonly input: unknown
  /** Whether it must be on disk before `submit` resolves. */
  readonly durable?: boolean
  /** Counted from its start; it then ends as `timed_out`. */
  readonly timeoutMs?: number
  /** Whether an expression that finds nothing is a failure. */
  readonly strict?: boolean
  readonly batchId?: string
  /** What started it; by default the batch or the retried execution, else a request. */
  readonly trigger?: Trigger
  /** Is written with the execution, which is not accepted when that fails. */
  readonly claim?: Claim
  /** It starts when this has resolved; not kept over a restart. */
  readonly after?: Promise<unknown> | undefined
  /** After a restart, executions with the same one run one after another. */
  readonly sequence?: string
  /** The execution that this one retries, keeping the results of its completed nodes. */
  readonly retryOf?: ExecutionState
  /** The trace of the request behind it; not kept over a restart. */
  readonly trace?: TraceHeaders | undefined
}

export interface Submission {
  readonly id: string
  /** A new execution as it was put on disk, when it may run elsewhere. */
  readonly accepted?: ExecutionState
  /**
   * Resolves with the execution once it has ended; rejects when the engine stops first. Whoever has asked for it keeps a
   * trace of the execution in memory, even while that waits on disk.
   */
  readonly finished: Promise<ExecutionState>
  /** As `finished`, with a function to be called by whoever does not wait any longer. */
  attend(): Attendance
  /** Resolves once it is on disk. */
  persist(): Promise<void>
}

export interface Attendance {
  readonly finished: Promise<ExecutionState>
  leave(): void
}

export interface AdHocRequest {
  readonly caller: string
  readonly graph: HashedGraph
  readonly input: unknown
  /** What nodes of the graph have given already: they do not run. */
  readonly completed?: readonly NodeRecord[]
  readonly concurrency?: number
  /** Whether an expression that finds nothing is a failure. */
  readonly strict?: boolean
  readonly signal?: AbortSignal
  readonly trace?: TraceHeaders | undefined
}
