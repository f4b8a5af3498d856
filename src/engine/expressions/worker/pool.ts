import type { Share } from '../../../lib/async/fair-semaphore.ts'
import { runInTurns } from '../../../lib/async/run-in-turns.ts'
import { Turns } from '../../../lib/async/turns.ts'
import { parseJson } from '../../../lib/json/parse-json.ts'
import { NodeError, nodeQueueFull, workerUnavailable } from '../../errors.ts'
import { LargeTasks, SMALL_TASK, TaskTooLarge } from '../../workers/large-tasks.ts'
import {
  SupervisedPool,
  TaskOverdue,
  usualWorkers,
  WorkerUnavailable,
} from '../../workers/supervised-pool.ts'
import { failedExpression, memoryError, timeoutError } from '../mistakes/failures.ts'
import type { Inspection } from '../names/inspection.ts'
import { NO_NAMES } from '../names/names-in.ts'
import type { SecretValues } from '../secrets.ts'
import type { ExpressionReply, ExpressionTask, WorkerLimits } from './protocol.ts'

const IDLE_MS = 30_000
/** The heap of a worker, in MiB, for the usual limits: far more than an evaluation may use, see `ExpressionGuard`. */
const WORKER_MEMORY_MB = 512
/** What an evaluation may allocate beside any number of others. */
const SMALL_MEMORY_BYTES = 24 * 1024 * 1024
const USUAL = { memoryBytes: 128 * 1024 * 1024, largest: 12_000_000 }
/** So that one long evaluation does not hold up all others of the same caller. */
const MIN_WORKERS = 2

export interface ExpressionPoolOptions {
  readonly limits: WorkerLimits
  /** What reading long results shares with other long computations. */
  readonly turns?: Turns
  /** Threads for one caller; there are more, for the others. */
  readonly workers?: number
  /** How many evaluations of one caller may wait for a thread. */
  readonly queueLimit?: number
  /** What all threads with large values share. */
  readonly large?: LargeTasks
  /** How long an evaluation that is past its time may take to notice it before its worker is terminated. */
  readonly graceMs?: number
}

export interface WorkerEvaluation {
  readonly source: string
  /** Is called when a worker is free. @throws TaskTooLarge when it would have more characters than given */
  scopeText(maxLength?: number): Promise<string>
  readonly signal?: AbortSignal | undefined
  readonly secrets?: SecretValues | undefined
  readonly share?: Share | undefined
}

/** Evaluates expressions with JSONata in workers. */
export class ExpressionPool {
  readonly #limits: WorkerLimits
  readonly #turns: Turns
  readonly #large: LargeTasks
  readonly #pool: SupervisedPool<ExpressionTask, ExpressionReply>

  constructor({
    limits,
    turns = new Turns(),
    workers = Math.max(MIN_WORKERS, usualWorkers()),
    graceMs = 250,
    queueLimit = 10_000,
    large = new LargeTasks({ queueLimit, onQueueFull: nodeQueueFull }),
  }: ExpressionPoolOptions) {
    this.#limits = limits
    this.#turns = turns
    this.#large = large
    this.#pool = new SupervisedPool({
      module: () => new URL('./worker.ts', import.meta.url),
      settings: limits,
      share: workers,
      queueLimit,
      onQueueFull: nodeQueueFull,
      idleMs: IDLE_MS,
      timeoutMs: limits.timeoutMs,
      wallTimeMs: limits.wallTimeMs,
      graceMs,
      memoryMb: Math.ceil(
        WORKER_MEMORY_MB *
          Math.max(1, limits.memoryBytes / USUAL.memoryBytes, limits.largest / USUAL.largest),
      ),
    })
  }

  /** @throws NodeError `EXPRESSION_FAILED`, or the signal's reason */
  async evaluate({ source, scopeText, signal, secrets, share }: WorkerEvaluation): Promise<unknown> {
    const { memoryBytes: most } = this.#limits
    const reply = await this.#large.run(
      async (isLarge) => {
        const memoryBytes = isLarge ? most : Math.min(most, SMALL_MEMORY_BYTES)
        const makeTask = async () => {
          const scope = await scopeText(isLarge ? undefined : SMALL_TASK)
          return { kind: 'evaluation', source, scope, secrets, memoryBytes } as const
        }
        const found = await this.#run(makeTask, signal, share)
        if (found.kind === 'exhausted') throw new TaskTooLarge()
        return found
      },
      share,
      signal,
    )
    if (reply.kind === 'failure') throw failedExpression(reply.message)
    if (reply.kind !== 'result' || reply.json === undefined) return undefined
    return runInTurns(parseJson(reply.json), this.#turns)
  }

  /** @throws NodeError `EXPRESSION_INVALID`, or `EXPRESSION_FAILED` when it takes too long to compile */
  async inspect(source: string): Promise<Inspection> {
    const reply = await this.#run(async () => ({ kind: 'inspection', source }))
    if (reply.kind === 'failure')
      throw new NodeError('EXPRESSION_INVALID', reply.message, { retryable: false })
    return reply.kind === 'inspection' ? reply : { secrets: [], names: NO_NAMES }
  }

  #run(
    makeTask: () => Promise<ExpressionTask>,
    signal?: AbortSignal,
    share?: Share,
  ): Promise<ExpressionReply> {
    return this.#pool.run(makeTask, signal, share).catch((error) => {
      signal?.throwIfAborted()
      throw this.#failure(error)
    })
  }

  close(): Promise<void> {
    return this.#pool.close()
  }

  #failure(error: Error): Error {
    if (error instanceof NodeError || error instanceof TaskTooLarge) return error
    if (error instanceof WorkerUnavailable) return workerUnavailable(error)
    if (error instanceof TaskOverdue) return timeoutError(error.exceeded, this.#limits)
    const isOutOfMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    return isOutOfMemory
      ? memoryError(this.#limits.memoryBytes)
      : failedExpression('the worker ended during the evaluation', error)
  }
}
