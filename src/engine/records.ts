import type { OnMaxConcurrent } from '../domain/triggers/max-concurrent.ts'
import type { Trigger } from '../domain/triggers/trigger.ts'
import type { IsoTimes } from '../lib/time/iso-times.ts'
import type { NodeFailure } from './errors.ts'
import type { HashedGraph } from './graph/graph.ts'
import type { VariableValues } from './scope.ts'
import type { DiskWait, WaitBegun, WriteGuard } from './write-guard.ts'

export const FINAL_STATUSES = ['completed', 'failed', 'cancelled', 'timed_out'] as const
/** Of executions that the engine has in its queue or in memory. */
export const ENGAGED_STATUSES = ['queued', 'running'] as const
/** Of executions that have been started and have not ended; `waiting`: on disk only, until an event or a time. */
export const ACTIVE_STATUSES = [...ENGAGED_STATUSES, 'waiting'] as const
/** `scheduled`: its time has not come. */
export const EXECUTION_STATUSES = ['scheduled', ...ACTIVE_STATUSES, ...FINAL_STATUSES] as const
export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number]
export type FinalStatus = (typeof FINAL_STATUSES)[number]

// Guarantee: the object has a property for each of the statuses.
export const byFinalStatus = <T>(toValue: (status: FinalStatus) => T): Record<FinalStatus, T> =>
  Object.fromEntries(FINAL_STATUSES.map((status) => [status, toValue(status)])) as Record<FinalStatus, T>

export const NODE_STATUSES = ['pending', 'running', 'completed', 'failed', 'skipped', 'cancelled'] as const
export type NodeStatus = (typeof NODE_STATUSES)[number]

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const

/** What a node reports about its run, in addition to its output. */
export interface LogLine {
  readonly level: (typeof LOG_LEVELS)[number]
  readonly message: string
}

/** `TABLE_AS_LIST`: what was not found may have been looked for in a table, of which expressions see no rows. */
export const WARNING_CODES = ['MISSING_VALUE', 'TABLE_AS_LIST'] as const

/** A value that an expression of a node has not found. */
export interface NodeWarning {
  readonly code: (typeof WARNING_CODES)[number]
  /** Where in the parameters the expression stands, such as `headers.x-user`. */
  readonly path: string
  /** The source of the expression, which may be cut. */
  readonly expression: string
}

/** Why an attempt failed after which another one was made. */
export interface EarlierError {
  /** Its number, from 1. */
  readonly attempt: number
  readonly code: string
  /** It may be cut. */
  readonly message: string
  /** ISO-8601. */
  readonly failed_at: string
}

/** One run of one node, as it is stored. Times are ISO-8601, `null` while they are still to come. */
export interface NodeRecord {
  /** Where it ran: empty for the graph itself, else the loop iteration or called script (see `Step.path`). */
  readonly path: string
  readonly node_id: string
  readonly type: string
  status: NodeStatus
  port: string | null
  output: unknown
  error: NodeFailure | null
  attempts: number
  started_at: string | null
  finished_at: string | null
  duration_ms: number | null
  /** Sequence numbers of its two events in the execution's event stream, from 1; 0 before the event. */
  started_seq: number
  finished_seq: number
  /** What a node that has not completed needs to be resumed or retried, such as a deadline or the items of a loop. */
  state: unknown
  /** What its last attempt has logged; `null` for nothing. */
  logs: readonly LogLine[] | null
  /** What its last attempt went without; `null` for nothing. */
  warnings: readonly NodeWarning[] | null
  /** Why its attempts before the last one failed; `null` for none. */
  earlier_errors: readonly EarlierError[] | null
}

export interface ExecutionRecord {
  readonly id: string
  /** `null` for an ad hoc run. */
  readonly script_id: number | null
  readonly graph_hash: string
  /** Of the variables that it sees, as they were when it was accepted; `null` when it sees none. */
  readonly variables_hash: string | null
  readonly batch_id: string | null
  readonly retry_of: string | null
  /** What started it. */
  readonly trigger: Trigger
  /** Those with the same one run one after another, also after a restart; `null` for one of its own. */
  readonly sequence: string | null
  /** Whose request it is; `null` when that is not known. */
  readonly caller: string | null
  readonly input: unknown
  status: ExecutionStatus
  output: unknown
  error: ExecutionFailure | null
  attempts: number
  readonly timeout_ms: number | null
  /** Whether an expression that finds nothing is a failure. */
  readonly strict: boolean
  /** The version of its script that it runs; `null` when that is not known. */
  readonly script_version: number | null
  readonly created_at: string
  started_at: string | null
  finished_at: string | null
  duration_ms: number | null
  /**
   * How often the process has died while it was computing; once for all the deaths that one node has ended after. It
   * counts as a death until it is known to be none.
   */
  interruptions: number
}

/** An execution without its data, which can be large. */
export type ExecutionHead = Omit<ExecutionRecord, 'input' | 'output'>

export interface ExecutionFailure extends NodeFailure {
  /** The node whose failure ended the execution. */
  readonly node_id?: string
}

export type ExecutionEnd = Pick<ExecutionRecord, 'status' | 'output' | 'error'>

/** The record of an execution that ends at `now` (ms since the epoch). Waiting for its time does not count as duration. */
export const endedExecution = <Head extends ExecutionHead, End extends Partial<ExecutionEnd>>(
  execution: Head,
  end: End,
  { now, times }: { readonly now: number; readonly times: IsoTimes },
): Head & End => ({
  ...execution,
  ...end,
  finished_at: times.toText(now),
  duration_ms: Math.max(0, now - times.toMs(execution.started_at ?? startable(execution))),
})

/** Since when it may run. */
const startable = ({ created_at, trigger: { scheduled_at } }: ExecutionHead): string =>
  scheduled_at !== null && scheduled_at > created_at ? scheduled_at : created_at

/** An execution and all of its nodes that have started or been skipped. */
export interface ExecutionState {
  readonly execution: ExecutionRecord
  readonly nodes: readonly NodeRecord[]
}

export const isFinal = (status: ExecutionStatus): status is FinalStatus =>
  FINAL_STATUSES.some((final) => final === status)

/** The type of the nodes that wait for the outside. */
export const WAIT_FOR_EVENT = 'wait_for_event'

/** What a step waits for; its record keeps it while it waits. */
export interface EventWait {
  readonly name: string
  /** `null` for any. */
  readonly correlation: string | null
  /** Milliseconds since the epoch; `null` for none. */
  readonly deadline: number | null
}

/** What a node waits for; `undefined` for one that does not. */
export const eventWaitOf = ({
  type,
  status,
  state,
}: Pick<NodeRecord, 'type' | 'status' | 'state'>): EventWait | undefined =>
  // Guarantee: the state of a running node of this type is only written as an `EventWait`.
  type === WAIT_FOR_EVENT && status === 'running' && state !== null ? (state as EventWait) : undefined

/** One step among those of all executions. */
export interface StepId extends Pick<NodeRecord, 'path' | 'node_id'> {
  readonly execution_id: string
}

export interface GivenEvent {
  readonly payload: unknown
}

/** Where the events of waiting steps are. A step waits from the write of its record until that of its end. */
export interface EventStore {
  /** The event that a waiting step was given; `undefined` while there is none. */
  givenEvent(step: StepId): Promise<GivenEvent | undefined>
  /** Ends the wait of a step without an event; `false` when it was given one before. */
  endWait(step: StepId): Promise<boolean>
}

/** Where the engine keeps its executions. Every promise resolves once the rows are on disk. */
export interface ExecutionStore extends EventStore {
  /** Writes an unfinished execution and those of its nodes that changed. */
  save(write: ExecutionWrite): Promise<void>
  /** Writes the end of an execution and updates the counters; the first end written wins. */
  finish(write: ExecutionWrite): Promise<void>
  loadGraph(hash: string): Promise<HashedGraph['graph'] | undefined>
  /** The text of a snapshot. */
  loadVariables(hash: string): Promise<string | undefined>
  /** Some executions in the queue or running, in the order of their ids, the first ones after the id `after`; none at the end. */
  unfinished(after: string): Promise<readonly ExecutionHead[]>
  head(id: string): Promise<ExecutionHead | undefined>
  /** How many bytes the data of an execution take on disk; 0 when there is no such execution. */
  size(id: string): Promise<number>
  /**
   * An execution with its nodes.
   * @param size what `size` has given, for a caller that knows it
   * @throws AppError `EXECUTION_TOO_LARGE` or `EXECUTION_UNREADABLE`
   */
  find(id: string, size?: number): Promise<ExecutionState | undefined>
  /** Writes the end of an execution that is not loaded: as `finish`, and the nodes that were running are cancelled. */
  end(ended: ExecutionHead): Promise<void>
}

/** Of executions that lie on disk until their time, or an event, comes. */
export const DELAYED_STATUSES = ['scheduled', 'waiting'] as const
export type DelayedStatus = (typeof DELAYED_STATUSES)[number]

/** Executions that are only on disk: those whose time has not come, and those that have started and wait. */
export interface DelayedStore {
  /** How many there are. */
  counts(): Promise<readonly DelayedCount[]>
  /** When the first one starts or goes on, in ms since the epoch; `undefined` when none has a time. */
  firstStart(): Promise<number | undefined>
  /** Some of those whose time is `now` or earlier, the earliest first, but none of these callers. */
  due(now: number, without: readonly string[]): Promise<readonly ExecutionHead[]>
  /** Puts one into the queue, as `queued`, or as `running` if it has started; `false` when it was in there before. */
  enqueue(id: string): Promise<boolean>
  /** Has one that runs wait; `undefined` when it has ended meanwhile. */
  wait(wait: DiskWait): Promise<WaitBegun | undefined>
  /** Those that wait while others are to run after them. */
  waitingInOrder(): Promise<readonly ExecutionHead[]>
  /** The ids of those of a script that wait. */
  waitingOf(scriptId: number): Promise<readonly string[]>
}

export interface DelayedCount {
  readonly caller: string
  readonly status: DelayedStatus
  readonly count: number
}

/** Variables as an execution sees them, to its end. */
export interface VariableSnapshot {
  readonly hash: string
  /** `values` as JSON. */
  readonly text: string
  /** About how much memory they take. */
  readonly bytes: number
  readonly values: VariableValues
}

/** A change by which an execution is accepted at most once. Only the store knows what is in it. */
export type Claim = object

export interface ExecutionWrite extends ExecutionState, WriteGuard {
  /** The graphs that its replay needs: its own and those of the scripts it has called. */
  readonly graphs: readonly HashedGraph[]
  /** What it sees as `$vars`. */
  readonly variables?: VariableSnapshot | undefined
  /** Whether nothing of the execution has been written before, so that `nodes` are all of its nodes. */
  readonly isWhole?: boolean
  /** Which part of the execution's own record must be written in addition to the nodes; all of it by default. */
  readonly part?: 'all' | 'progress' | 'none'
  /** Is written in the same transaction as the execution's own record, or neither is. */
  readonly claim?: Claim | undefined
  /** About how many bytes it takes to write this. */
  readonly bytes?: number
}

/** How many executions of a script may be in progress at once, and what happens to others. */
export interface ScriptLimit {
  readonly max: number
  readonly whenReached: OnMaxConcurrent
}

/** What a call runs. */
export interface CallableScript extends HashedGraph {
  /** Whether an expression in it that finds nothing is a failure. */
  readonly strict: boolean
  readonly limit?: ScriptLimit | undefined
}

export interface ScriptSource {
  /** The current graph of a script; `undefined` when there is no such script. */
  graphOf(scriptId: number): Promise<CallableScript | undefined>
  /** Calls `listener` after each change of a script. */
  onChange?(listener: (scriptId: number) => void): void
}
