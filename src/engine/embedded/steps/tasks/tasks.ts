import type { MaybePromise } from '../../../../lib/async/maybe-promise.ts'
import { nodeInterrupted, toFailure } from '../../../errors.ts'
import type { Outcome, Step } from '../../../interpreter/step.ts'
import type { NodeType } from '../../../node-type.ts'
import type { ExecutionObserver } from '../../../observer.ts'
import type { LogLine, NodeRecord } from '../../../records.ts'
import { MAX_UNWRITTEN_NODES } from '../../execution-writer.ts'
import type { Journal } from '../../journal.ts'
import { missingReporter } from '../missing-values.ts'
import { executeTask, resumedState, type Task, type TaskState, type TaskTools } from './task.ts'

export interface TasksOptions {
  readonly journal: Journal
  readonly tools: TaskTools & {
    /** How many attempts of a node the process may not survive. */
    readonly interruptionLimit: number
    /** Whether an earlier process has accepted the execution, and may have died of one of its nodes. */
    readonly isResumed: boolean
    readonly observer: ExecutionObserver
  }
  /** Resolves once everything so far is on disk. */
  flush(): Promise<void>
  /** Waits for a time, which is no work. */
  rest(waiting: Promise<void>): Promise<void>
}

/** The tasks of one execution: their attempts, and what their records keep of these for a restart. */
export class Tasks {
  readonly #options: TasksOptions
  /**
   * How many attempts are still to be on disk before they begin, as an earlier process may have died of one of them. It
   * has begun no more, as the nodes that were not on disk are the first to start again.
   */
  #suspects: number

  constructor(options: TasksOptions) {
    this.#options = options
    this.#suspects = options.tools.isResumed ? MAX_UNWRITTEN_NODES : 0
  }

  run(step: Step, type: Task, record: NodeRecord, signal: AbortSignal): MaybePromise<Outcome> {
    const { journal, tools, rest } = this.#options
    const { attempts } = record
    const state = resumedState(record)
    const { interruptions = 0 } = state
    if (interruptions >= tools.interruptionLimit) {
      this.#keep(record, { interruptions })
      throw nodeInterrupted(interruptions)
    }
    const onAttempt = (attempt: number, timeoutAt?: number) => {
      this.#keep(record, { interruptions, ...(timeoutAt !== undefined && { timeout_at: timeoutAt }) })
      return this.#startAttempt(record, attempt, type)
    }
    const onPause = (retry_at: number, error: unknown) => {
      journal.addEarlierError(record, toFailure(error))
      this.#keep(record, { retry_at, interruptions })
    }
    const isSuspect = this.#suspects > 0
    const traceHeaders = tools.observer.traceHeaders(journal.execution, record)
    const onLogs = (lines: readonly LogLine[]) => journal.addLogs(record, lines)
    const onMissing = missingReporter({ step, record, journal, secrets: tools.secrets })
    const reports = { onAttempt, onPause, rest, onLogs, onMissing }
    return executeTask({ step, type, signal, attempts, state, isSuspect, traceHeaders, ...reports }, tools)
  }

  /** Called when a task has ended. */
  settle({ state }: NodeRecord) {
    const { interruptions = 0 }: TaskState = state ?? {}
    this.#options.journal.interruptions.settle(interruptions)
  }

  /** Its attempt is to count as no interruption. */
  suspend(record: NodeRecord) {
    this.#keep(record, { ...Object(record.state), suspended: true })
  }

  /** Most tasks have nothing to keep. */
  #keep(record: NodeRecord, { interruptions, ...rest }: TaskState) {
    const state = { ...rest, ...(interruptions && { interruptions }) }
    record.state = Object.keys(state).length > 0 ? state : null
    this.#options.journal.changed(record)
  }

  /** Before an attempt with effects, everything that led to it and the attempt itself must be on disk. */
  #startAttempt(record: NodeRecord, attempt: number, { effects }: NodeType): Promise<void> | undefined {
    const { journal, flush } = this.#options
    const isSuspect = this.#suspects > 0
    if (isSuspect) this.#suspects--
    record.attempts = attempt
    journal.dropReports(record)
    journal.changed(record)
    return effects || isSuspect ? flush() : undefined
  }
}
