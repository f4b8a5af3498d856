import type { TraceHeaders } from '../domain/trace-headers.ts'
import type { ExecutionEvent } from './events.ts'
import type { HashedGraph } from './graph/graph.ts'
import type { ExecutionState } from './records.ts'

/** What runs executions. The interpreter is the same in every engine; where steps run and are kept differs. */
export interface ExecutionEngine {
  /** Whether it takes work: between `start` and `close`. */
  readonly isOpen: boolean
  readonly load: EngineLoad
  /** Begins work, first with what an earlier process left unfinished. */
  start(): Promise<void>
  /** Takes a new execution, or refuses it with `QUEUE_FULL` after a while. It is on disk when this resolves if `durable`, else before its first effect. */
  submit(request: RunRequest): Promise<Submission>
  /** Takes executions that run one after another in this order; all are on disk when this resolves. */
  submitBatch(requests: readonly RunRequest[]): Promise<readonly Submission[]>
  /** Stops an execution; `false` when the engine has none with this id or it ends otherwise. */
  cancel(id: string): Promise<boolean>
  /** An execution that has not ended, to wait for; `undefined` when the engine has none with this id. */
  submitted(id: string): Submission | undefined
  /** An execution that has not ended, as it stands; `undefined` when the engine has none with this id. */
  find(id: string): ExecutionState | undefined
  /** Calls `listener` with the events after `after`, past ones at once; `undefined` when the engine has it not. */
  follow(id: string, after: number, listener: (event: ExecutionEvent) => void): (() => void) | undefined
  /** Runs nodes without keeping them; resolves with their states. */
  runAdHoc(request: AdHocRequest): Promise<ExecutionState>
  /** Stops taking work and leaves what is running as it stands, on disk. */
  close(): Promise<void>
}

/** How many executions it has; those of nodes that are run ad hoc do not count. */
export interface EngineLoad {
  readonly running: number
  /** They wait for their turn. */
  readonly queued: number
}

export interface RunRequest {
  /** Its id, when the caller has reserved one that no execution has. */
  readonly id?: string
  readonly scriptId: number
  readonly graph: HashedGraph
  readonly input: unknown
  /** Puts it on disk before `submit` resolves. */
  readonly durable?: boolean
  /** Ends it as `timed_out` when it has not ended by then. */
  readonly timeoutMs?: number
  readonly batchId?: string
  /** The execution that this one tries again, whose completed nodes it keeps. */
  readonly retryOf?: ExecutionState
  /** What asks for it; a restart forgets that. */
  readonly trace?: TraceHeaders | undefined
}

export interface Submission {
  readonly id: string
  /** Resolves with the execution when it has ended; rejects when the engine stops first. */
  readonly finished: Promise<ExecutionState>
  /** Resolves when it is on disk. */
  persist(): Promise<void>
}

export interface AdHocRequest {
  readonly graph: HashedGraph
  readonly input: unknown
  readonly concurrency?: number
  readonly signal?: AbortSignal
  readonly trace?: TraceHeaders | undefined
}
