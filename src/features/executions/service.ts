import type { Page } from '../../domain/cursor.ts'
import { AppError } from '../../domain/errors.ts'
import type { TraceHeaders } from '../../domain/trace-headers.ts'
import { ExecutionAborted } from '../../engine/embedded/abort.ts'
import type { ExecutionEngine, RunRequest, Submission } from '../../engine/engine.ts'
import type { ExecutionEvent } from '../../engine/events.ts'
import { eventsSince } from '../../engine/events.ts'
import { type ExecutionState, isFinal } from '../../engine/records.ts'
import { Mailbox } from '../../lib/async/mailbox.ts'
import { earliestId, type NextId } from '../../lib/store/ids.ts'
import type { AlarmClock } from '../../lib/time/clock.ts'
import type { ExecutableScripts } from './ports.ts'
import type { ExecuteRequest, ExecutionQuery } from './schema.ts'
import type { ExecutionRepository } from './store/repository.ts'

export const EXECUTION_ID_PREFIX = 'ex'

export interface ExecutionServiceOptions {
  readonly engine: ExecutionEngine
  readonly repository: ExecutionRepository
  readonly scripts: ExecutableScripts
  readonly clock: AlarmClock
  readonly nextBatchId: NextId
}

/** Runs scripts and tells what became of it. */
export class ExecutionService {
  readonly #engine: ExecutionEngine
  readonly #repository: ExecutionRepository
  readonly #scripts: ExecutableScripts
  readonly #clock: AlarmClock
  readonly #nextBatchId: NextId
  readonly #leaving = new AbortController()

  constructor({ engine, repository, scripts, clock, nextBatchId }: ExecutionServiceOptions) {
    this.#engine = engine
    this.#repository = repository
    this.#scripts = scripts
    this.#clock = clock
    this.#nextBatchId = nextBatchId
  }

  /** Runs a script and waits for its end, at most `wait.ms`; what still runs then is on disk. */
  async execute(scriptId: number, request: ExecuteRequest, wait: RunOptions): Promise<ExecutionState> {
    return this.#once(wait, async () => {
      const { source } = await this.#scripts.load(scriptId)
      return { scriptId, graph: source, ...optionsOf(request) }
    })
  }

  /** Runs every active script, one after another in execution order. */
  async executeAll(request: ExecuteRequest, options: RunOptions): Promise<Batch> {
    const { waitMs, id: reserved, admit, trace } = options
    const id = reserved ?? this.#nextBatchId(this.#clock.now())
    const begun = reserved === undefined ? [] : await this.#batchMembers(id)
    if (begun.length > 0) return { id, executions: begun }
    const scriptIds = await this.#scripts.activeIds()
    admit(scriptIds.length)
    const stored = await Promise.all(scriptIds.map((each) => this.#scripts.load(each)))
    const submissions = await this.#engine.submitBatch(
      stored.map(({ row, source }) => ({
        scriptId: row.id,
        graph: source,
        batchId: id,
        trace,
        ...optionsOf(request),
      })),
    )
    await this.#settled(Promise.all(submissions.map(({ finished }) => finished)), waitMs)
    const executions = await Promise.all(submissions.map((submission) => this.get(submission.id)))
    return { id, executions }
  }

  /** Runs the graph of an ended execution again, by default without its completed nodes. */
  async retry(id: string, fromStart: boolean, wait: RunOptions): Promise<ExecutionState> {
    return this.#once(wait, async () => {
      const state = await this.get(id)
      const { script_id: scriptId, graph_hash: hash, input, status } = state.execution
      if (!isFinal(status)) throw new AppError('EXECUTION_NOT_FINISHED', { values: { id } })
      const graph = await this.#repository.loadGraph(hash)
      if (!graph || scriptId === null) throw new AppError('EXECUTION_NOT_FOUND', { values: { id } })
      const nodes = fromStart || status === 'completed' ? [] : state.nodes
      return { scriptId, graph: { hash, graph }, input, retryOf: { execution: state.execution, nodes } }
    })
  }

  /** @throws AppError `EXECUTION_NOT_FOUND` */
  async get(id: string): Promise<ExecutionState> {
    const state = this.#engine.find(id) ?? (await this.#repository.find(id))
    if (!state) throw new AppError('EXECUTION_NOT_FOUND', { values: { id } })
    return state
  }

  list({ cursor, since, until, ...filter }: ExecutionQuery): Promise<Page> {
    const from = since && earliestId(EXECUTION_ID_PREFIX, Date.parse(since))
    const end = until && earliestId(EXECUTION_ID_PREFIX, Date.parse(until) + 1)
    const before = [cursor?.[0], end].filter((id) => id !== undefined).sort()[0]
    return this.#repository.page({ ...filter, from, before })
  }

  /** @throws AppError `EXECUTION_FINISHED` when there is nothing left to stop */
  async cancel(id: string): Promise<ExecutionState> {
    const stopped = await this.#engine.cancel(id)
    const state = await this.get(id)
    if (!stopped) throw new AppError('EXECUTION_FINISHED', { values: { id } })
    return state
  }

  /** @throws AppError `EXECUTION_NOT_FINISHED`: it must end, or be cancelled, first */
  async remove(id: string): Promise<void> {
    const { execution } = await this.get(id)
    if (isFinal(execution.status) && (await this.#repository.remove(id))) return
    // Another call may have been the first to delete it.
    await this.get(id)
    throw new AppError('EXECUTION_NOT_FINISHED', { values: { id } })
  }

  /** Ends all event streams, because the server is about to leave. */
  endStreams() {
    this.#leaving.abort()
  }

  /** The events of an execution after `after`, up to its end or until the signal or the server ends the stream. */
  async *events(id: string, after: number, signal: AbortSignal): AsyncGenerator<ExecutionEvent> {
    const mailbox = new Mailbox<ExecutionEvent>()
    const stop = this.#engine.follow(id, after, (event) => mailbox.put(event))
    if (!stop) {
      yield* eventsSince(await this.get(id), after)
      return
    }
    const ended = AbortSignal.any([signal, this.#leaving.signal])
    const leave = () => mailbox.fail(ended.reason)
    ended.addEventListener('abort', leave, { once: true })
    if (ended.aborted) leave()
    try {
      for (;;) {
        for (const event of await mailbox.take()) {
          yield event
          if (event.type === 'execution_finished') return
        }
      }
    } catch (error) {
      if (!ended.aborted) throw error
    } finally {
      stop()
      ended.removeEventListener('abort', leave)
    }
  }

  /** Submits what `describe` gives, unless an execution with the reserved id has been there before. */
  async #once(run: RunOptions, describe: () => Promise<RunRequest>): Promise<ExecutionState> {
    const { id, waitMs, trace } = run
    if (id === undefined) return this.#submit({ ...(await describe()), trace }, run)
    const running = this.#engine.submitted(id)
    if (running) return this.#answer(running, waitMs)
    const known = await this.#repository.find(id)
    if (!known) return this.#submit({ ...(await describe()), id, trace }, run)
    if (isFinal(known.execution.status)) return known
    // An earlier process has left it, and this one has not taken it up yet.
    throw new AppError('STANDBY')
  }

  async #batchMembers(id: string): Promise<ExecutionState[]> {
    const ids = await this.#repository.inBatch(id)
    return Promise.all(ids.map((each) => this.get(each)))
  }

  async #submit(request: RunRequest, { waitMs, admit }: RunOptions): Promise<ExecutionState> {
    admit(1)
    const submission = await this.#engine.submit({ ...request, durable: waitMs === 0 })
    return this.#answer(submission, waitMs)
  }

  async #answer(submission: Submission, waitMs: number): Promise<ExecutionState> {
    const state = await this.#settled(submission.finished, waitMs)
    if (state) return state
    await submission.persist()
    return this.get(submission.id)
  }

  /** The result if it is there within the time, else `undefined`. */
  #settled<T>(result: Promise<T>, waitMs: number): Promise<T | undefined> {
    if (waitMs === 0) {
      // Nobody waits to hear that the server stopped before the end.
      result.catch(() => undefined)
      return Promise.resolve(undefined)
    }
    return new Promise((resolve, reject) => {
      const stop = this.#clock.after(waitMs, () => resolve(undefined))
      result.then(
        (found) => {
          stop()
          resolve(found)
        },
        (error) => {
          stop()
          // It goes on when the server is there again.
          if (error instanceof ExecutionAborted && error.kind === 'suspended') resolve(undefined)
          else reject(error)
        },
      )
    })
  }
}

export interface RunOptions {
  /** How long to wait for the end; 0 for not at all. */
  readonly waitMs: number
  /** The id that it gets. What was begun under this id is not begun again. */
  readonly id?: string | undefined
  /** Told how many executions are about to begin; throws when the caller may not begin so many. */
  readonly admit: (executions: number) => void
  /** The request that asks for it. */
  readonly trace?: TraceHeaders | undefined
}

export interface Batch {
  readonly id: string
  readonly executions: readonly ExecutionState[]
}

const optionsOf = ({ input, timeout_ms }: ExecuteRequest) => ({
  input: input ?? null,
  ...(timeout_ms !== undefined && { timeoutMs: timeout_ms }),
})
