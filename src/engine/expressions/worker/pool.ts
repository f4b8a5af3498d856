import type { Piscina } from 'piscina'
import { Semaphore } from '../../../lib/async/semaphore.ts'
import { createThreadPool, usualThreads } from '../../workers/supervised-pool.ts'
import { notBegun, watchBegun } from '../../workers/watchdog.ts'
import { failedExpression, tookTooLong } from '../jsonata.ts'
import type { SecretValues } from '../secrets.ts'
import { memoryFailure } from './guard.ts'
import type { ExpressionReply, ExpressionTask, ThreadLimits } from './protocol.ts'

const IDLE_MS = 10_000
/** What a thread may have at all, in MiB: far more than an evaluation, see `ExpressionGuard`. */
const THREAD_MEMORY_MB = 512

export interface ExpressionThreadsOptions {
  readonly limits: ThreadLimits
  readonly workers?: number
  /** How long an evaluation that is past its time may take to notice it before its thread is ended. */
  readonly graceMs?: number
}

export interface ThreadEvaluation {
  readonly source: string
  /** Is called when a thread is free, so that what waits takes no memory. */
  scopeText(): Promise<string>
  readonly signal?: AbortSignal | undefined
  readonly secrets?: SecretValues | undefined
}

/** Evaluates the expressions of which no step is known to be short, in threads that are ended when they take too long. */
export class ExpressionThreads {
  readonly #limits: ThreadLimits
  readonly #graceMs: number
  readonly #pool: Piscina<ExpressionTask, ExpressionReply>
  // The queue is here and not in the pool: waiting for a thread must not count as running.
  readonly #turns: Semaphore

  constructor({ limits, workers = usualThreads(), graceMs = 250 }: ExpressionThreadsOptions) {
    this.#limits = limits
    this.#graceMs = graceMs
    this.#turns = new Semaphore(workers)
    this.#pool = createThreadPool({
      file: new URL('./worker.ts', import.meta.url),
      name: 'evaluateExpression',
      workers,
      idleMs: IDLE_MS,
      memoryMb: THREAD_MEMORY_MB,
    })
  }

  /** @throws NodeError `EXPRESSION_FAILED`, or the signal's reason */
  evaluate({ source, scopeText, signal, secrets }: ThreadEvaluation): Promise<unknown> {
    return this.#turns.run(async () => {
      const scope = await scopeText()
      signal?.throwIfAborted()
      const task = { source, scope, secrets, begun: notBegun(), limits: this.#limits }
      const reply = await this.#supervise(task, signal)
      if (reply.kind === 'failure') throw failedExpression(reply.message)
      return reply.json === undefined ? undefined : JSON.parse(reply.json)
    }, signal)
  }

  close(): Promise<void> {
    return this.#pool.destroy()
  }

  /** JSONata ends an evaluation between two of its steps. When one step goes on and on, its thread is ended. */
  async #supervise(task: ExpressionTask, signal?: AbortSignal): Promise<ExpressionReply> {
    const { timeoutMs } = this.#limits
    const end = new AbortController()
    const abort = () => end.abort()
    const endWatch = watchBegun(task.begun, timeoutMs + this.#graceMs, abort)
    signal?.addEventListener('abort', abort, { once: true })
    try {
      return await this.#pool.run(task, { signal: end.signal })
    } catch (error) {
      signal?.throwIfAborted()
      if (end.signal.aborted) throw tookTooLong(timeoutMs)
      throw isOutOfMemory(error) ? memoryFailure() : failedExpression('the thread has ended', error)
    } finally {
      endWatch()
      signal?.removeEventListener('abort', abort)
    }
  }
}

const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
