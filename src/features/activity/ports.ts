/** Executions by the times of their creation, those of one script or of all. */
export interface RecentFilter {
  /** In ms since the epoch; both are included. */
  readonly since: number
  readonly until: number
  readonly scriptId: number | undefined
}

/** How many executions were read, from the newest on, and whether these are all. */
export interface Looked {
  readonly executions: number
  readonly isComplete: boolean
}

/** A run of a node that has ended. */
export interface NodeRun {
  readonly scriptId: number
  readonly nodeId: string
  readonly type: string
  readonly isFailed: boolean
  readonly durationMs: number
}

/** An execution that has started, with its times in ms since the epoch. */
export interface Start {
  readonly createdAt: number
  readonly startedAt: number
  /** When it was to start, if it had a time. */
  readonly scheduledAt: number | undefined
}

export interface FailureCount {
  readonly error_code: string
  readonly executions: number
  readonly last_execution_id: string
}

/** What is read of stored executions. */
export interface RecentExecutions {
  eachNodeRun(filter: RecentFilter, use: (run: NodeRun) => void): Promise<Looked>
  eachStart(filter: RecentFilter, use: (start: Start) => void): Promise<Looked>
  /** The most frequent ones first. */
  failures(filter: RecentFilter): Promise<readonly FailureCount[]>
  /** When the execution that has waited longest was to start; `undefined` when none is queued. */
  queuedSince(): Promise<string | undefined>
}
