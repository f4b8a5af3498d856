import type { ExecutionHead } from '../records.ts'

/** What a host needs to know to run an execution. */
export interface TakenExecution
  extends Pick<ExecutionHead, 'id' | 'caller' | 'script_id' | 'status' | 'batch_id' | 'sequence'> {
  /** Whether only so many of its script run at once. */
  readonly is_limited: boolean
}

/**
 * What came of taking an execution. `early`: its time has not come; `behind`: others run before it; `gone`: it has ended,
 * or there is none.
 */
export type Taking =
  | { readonly kind: 'taken'; readonly fence: number; readonly execution: TakenExecution }
  | { readonly kind: 'early'; readonly at: number | null }
  | { readonly kind: 'behind' }
  | { readonly kind: 'gone'; readonly execution: TakenExecution | undefined }

/** How far an execution is, in its row and its nodes. */
export interface Progress extends Pick<ExecutionHead, 'id' | 'status'> {
  /** The number of its last event on disk. */
  readonly seq: number
}

/** What several hosts ask of the executions that they share. */
export interface SharedStore {
  /** Takes an execution for this host: writes of all that had it before fail from then on. */
  take(id: string, now: number): Promise<Taking>
  /** Ends one that no host runs, or takes it from the one that does; `false` when it has ended before. */
  stop(ended: ExecutionHead): Promise<boolean>
  progress(ids: readonly string[]): Promise<readonly Progress[]>
  /** Those in the queue that may run now that this one has ended. */
  next(ended: TakenExecution): Promise<readonly string[]>
  /** An execution as `take` would find it. */
  taken(id: string): Promise<TakenExecution | undefined>
  /** Some of those that were to start before `time` (ms since the epoch) and have not. */
  overdue(time: number): Promise<readonly string[]>
}

export interface RequestOptions {
  readonly delayMs?: number
  /** The same one twice is one request while that is under way. */
  readonly key?: string
}

/** Has the executions carried out, each by one host at a time, again by another when that has died. */
export interface Orchestrator {
  /** Takes part in the work until it is closed; resolves once this host can be reached. */
  open(host: Host): Promise<void>
  /** Has an execution carried out. */
  request(id: string, options?: RequestOptions): Promise<void>
  /** Has the host stop an execution that runs it; does nothing when none does. */
  interrupt(id: string): Promise<void>
  close(): Promise<void>
}

/** What a host does for the orchestrator. */
export interface Host {
  /**
   * Runs an execution until it ends or waits on disk. Rejects when this host cannot, so that another one tries.
   * @param interruption aborted when the execution is to be cancelled
   * @param loss aborted when the orchestrator no longer counts on this host
   */
  carryOut(id: string, interruption: AbortSignal, loss: AbortSignal): Promise<void>
  /** Does what one host does for all, until `loss` is aborted. */
  serveAll(loss: AbortSignal): Promise<void>
}
