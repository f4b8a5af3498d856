import { AppError } from '../../../domain/errors.ts'
import type { Turns } from '../../../lib/async/turns.ts'
import type { Logger } from '../../../logging/logger.ts'
import { NodeError, type NodeFailure, toFailure } from '../../errors.ts'
import type { NodeTypeCatalogue } from '../../node-type.ts'
import type { ExecutionObserver } from '../../observer.ts'
import { type ExecutionHead, type ExecutionState, type ExecutionStore, isFinal } from '../../records.ts'
import type { ExecutionFactory, UnloadedEnd } from '../execution-factory.ts'
import { type ExecutionMemory, isOwnLimit } from '../memory/execution-memory.ts'
import { unexplainedInterruptions } from '../recovery/interruptions.ts'
import type { LiveExecution, LoadOutcome } from './live-execution.ts'

export interface StoredExecutionsOptions {
  readonly store: ExecutionStore
  readonly factory: ExecutionFactory
  readonly observer: ExecutionObserver
  readonly logger: Logger
  readonly types: NodeTypeCatalogue
  readonly turns: Turns
  /** An execution during which the process has died this often, with no node to blame, is not run again. */
  readonly interruptions: number
  /** The memory of an execution of this caller, before anything is taken. */
  memoryOf(caller: string): ExecutionMemory
}

const CANCELLED = {
  status: 'cancelled',
  error: { code: 'EXECUTION_CANCELLED', message: 'the execution was cancelled' },
} as const

/** Reads unfinished executions from the disk, and ends those that cannot be read or run. */
export class StoredExecutions {
  readonly #options: StoredExecutionsOptions

  constructor(options: StoredExecutionsOptions) {
    this.#options = options
  }

  /** The heads of all unfinished executions, the oldest first. */
  async *unfinished(): AsyncGenerator<ExecutionHead> {
    const { store } = this.#options
    let page = await store.unfinished('')
    for (let last = page.at(-1); last; last = page.at(-1)) {
      yield* page
      page = await store.unfinished(last.id)
    }
  }

  /** One that will never run ends as failed, so that it keeps no others from theirs. */
  async load(live: LiveExecution): Promise<LoadOutcome> {
    const { turns } = this.#options
    // Those of a long queue would follow one another without a turn for anything else.
    if (turns.isOver) await turns.next()
    try {
      return await this.#load(live)
    } catch (error) {
      const failure = failureOf(error)
      if (!failure) throw error
      await this.#putAside(live, failure)
      return 'gone'
    }
  }

  /** Ends an execution that is not loaded; `false` when it has ended before. */
  async end(live: LiveExecution, end: UnloadedEnd): Promise<boolean> {
    live.isLeaving = true
    try {
      return await this.#end(live, end)
    } finally {
      live.isLeaving = false
    }
  }

  /** As `end`. */
  cancel(live: LiveExecution): Promise<boolean> {
    return this.end(live, CANCELLED)
  }

  async #end(live: LiveExecution, end: UnloadedEnd): Promise<boolean> {
    const { store, factory, observer } = this.#options
    const head = await store.head(live.id)
    if (!head) throw new Error(`the execution ${live.id} is not on disk`)
    const isFirst = !isFinal(head.status)
    const ended = isFirst ? factory.ended(head, end) : head
    if (isFirst) await store.end(ended)
    const bare: ExecutionState = { execution: { ...ended, input: null, output: null }, nodes: [] }
    if (isFirst) observer.executionEnded(bare.execution)
    live.endUnloaded((await store.find(live.id).catch(() => undefined)) ?? bare)
    return isFirst
  }

  async #load(live: LiveExecution): Promise<LoadOutcome> {
    const { store, factory, types, interruptions } = this.#options
    const size = await store.size(live.id)
    if (!this.#hasRoom(live, size)) return 'blocked'
    const state = await store.find(live.id, size)
    if (!state) throw new Error(`the execution ${live.id} is not on disk`)
    const unexplained = unexplainedInterruptions(state, types)
    if (unexplained >= interruptions) throw interrupted(unexplained)
    const execution = await factory.restore(state, store, live)
    const exceeded = execution.takeMemory()
    if (exceeded && !isOwnLimit(exceeded)) return 'blocked'
    if (exceeded)
      throw new AppError('EXECUTION_TOO_LARGE', { values: { id: live.id, limit: exceeded.limit } })
    live.hold(execution)
    return 'loaded'
  }

  /** Whether its data may be read now. What they take in memory is known only afterwards. */
  #hasRoom({ caller }: LiveExecution, size: number): boolean {
    const memory = this.#options.memoryOf(caller)
    const exceeded = memory.take(size)
    memory.release()
    return !exceeded || isOwnLimit(exceeded)
  }

  async #putAside(live: LiveExecution, error: NodeFailure): Promise<void> {
    await this.end(live, { status: 'failed', error })
    this.#options.logger.warn(
      { execution_id: live.id, code: error.code, reason: error.message },
      `an execution was set aside and will not run; GET /api/executions?error_code=${error.code} lists all of these`,
    )
  }
}

const interrupted = (times: number): NodeError =>
  new NodeError(
    'EXECUTION_INTERRUPTED',
    `the server stopped unexpectedly ${times} times during this execution, and no single node accounts for it (EXECUTION_INTERRUPTION_LIMIT)`,
  )

const reasons: Readonly<Record<string, string>> = {
  EXECUTION_TOO_LARGE:
    'the data of the execution takes more memory than EXECUTION_MEMORY_LIMIT_BYTES allows; an input that could not be read was removed',
  EXECUTION_UNREADABLE: 'the data of the execution cannot be read from the database',
}

/** Why an execution cannot run; `undefined` when it may be able to later. */
const failureOf = (error: unknown): NodeFailure | undefined => {
  if (error instanceof NodeError) return toFailure(error)
  const code = error instanceof AppError ? error.code : ''
  const message = reasons[code]
  return message === undefined ? undefined : { code, message }
}
