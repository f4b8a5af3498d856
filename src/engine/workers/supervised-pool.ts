import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import {
  FairSemaphore,
  type FairSemaphoreOptions,
  NOBODY,
  type Share,
} from '../../lib/async/fair-semaphore.ts'
import { type Controls, createControls } from './controls.ts'
import type { WorkerData } from './serve-tasks.ts'
import type { ExceededTime, TimeLimits } from './task-timer.ts'
import { type Watched, watch } from './watchdog.ts'

/** One less than there are processors, so that the main thread keeps one. */
export const usualWorkers = (): number => Math.max(1, availableParallelism() - 1)

/** Room for an interpreter's own stack limit to be met before the thread's. */
const USUAL_STACK_MB = 8
/** New values of a thread: V8 would let them take 48 MB in each, also between tasks. */
const YOUNG_GENERATION_MB = 24

/**
 * Far more than a start takes on a busy machine; without it, a worker that never starts holds its task indefinitely.
 */
const START_MS = 60_000

/**
 * Threads beyond those that one caller may have at once. A task cannot be interrupted to let another one run, so that a
 * caller with long tasks would delay all others; this many callers can do their worst before there is no thread left.
 */
const RESERVED = 2

/** A task that is past one of its time limits and its grace is terminated together with its worker. */
export interface PoolOptions
  extends TimeLimits,
    Pick<FairSemaphoreOptions, 'share' | 'queueLimit' | 'onQueueFull'> {
  /** The address of the workers' module, which calls `serveTasks`. */
  readonly module: () => URL
  /** What the module's handler is made with. */
  readonly settings: unknown
  /** How long a worker without work is kept. */
  readonly idleMs: number
  /** How long a task may take to notice that it is cancelled or past its time. */
  readonly graceMs: number
  /** How long a worker may take to load its module and start a task. */
  readonly startMs?: number
  readonly memoryMb?: number
  readonly stackMb?: number
}

/** The reason when a worker was terminated because its task did not end by itself. */
export class TaskOverdue extends Error {
  readonly exceeded: ExceededTime

  constructor(exceeded: ExceededTime) {
    super()
    this.exceeded = exceeded
  }
}

/** No worker could begin the task, as when an upgrade has moved the files of the running program. */
export class WorkerUnavailable extends Error {}

export const notStarted = (cause: Error): WorkerUnavailable =>
  new WorkerUnavailable(
    'The server cannot start a thread for the node. If its program was moved or replaced while running, restart it.',
    { cause },
  )

const late = (ms: number): Error =>
  new WorkerUnavailable(`The server was too busy to start a thread for the node within ${ms} ms. Try again.`)

/**
 * Workers that are started when there is work and run one task at a time, so that a task can be terminated alone. They
 * see nothing of the process's environment.
 */
export class SupervisedPool<Task, Reply> {
  readonly #options: PoolOptions
  // Tasks wait here and not in a worker's message queue: waiting must not count as running.
  readonly #threads: FairSemaphore
  readonly #idle: TaskWorker<Task, Reply>[] = []
  readonly #workers = new Set<TaskWorker<Task, Reply>>()

  constructor(options: PoolOptions) {
    this.#options = options
    this.#threads = new FairSemaphore({ ...options, limit: options.share + RESERVED })
  }

  /**
   * @param makeTask is called when a worker is free, so that waiting takes no memory
   * @throws TaskOverdue, WorkerUnavailable, the signal's reason, or the error by which the worker ended
   */
  run(makeTask: () => Promise<Task>, signal?: AbortSignal, share: Share = NOBODY): Promise<Reply> {
    return this.#threads.run(
      async () => {
        const task = await makeTask()
        signal?.throwIfAborted()
        const worker = this.#idleFor(share) ?? this.#start()
        worker.holder = share.holder
        try {
          return await this.#supervise(worker, task, signal)
        } finally {
          if (this.#workers.has(worker)) this.#idle.push(worker)
        }
      },
      share,
      signal,
    )
  }

  /** The holder's last one, which has compiled its expressions or is warm from its code; else the one idle for longest. */
  #idleFor({ holder }: Share): TaskWorker<Task, Reply> | undefined {
    const own = this.#idle.findLastIndex((worker) => worker.holder === holder)
    return this.#idle.splice(Math.max(own, 0), 1)[0]
  }

  async close(): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => worker.terminate()))
  }

  async #supervise(worker: TaskWorker<Task, Reply>, task: Task, signal?: AbortSignal): Promise<Reply> {
    const { timeoutMs, wallTimeMs, graceMs, startMs = START_MS } = this.#options
    let endGrace = () => {}
    const terminate = (reason: Error) => void worker.terminate(reason)
    const cancel = () => {
      worker.cancel()
      const timer = setTimeout(() => terminate(new TaskOverdue('timeoutMs')), graceMs)
      endGrace = () => clearTimeout(timer)
    }
    const reply = worker.run(task)
    const limits = { startMs, timeoutMs: timeoutMs + graceMs, wallTimeMs: wallTimeMs + graceMs }
    const endWatch = watch(worker, limits, (limit) =>
      terminate(limit === 'startMs' ? late(startMs) : new TaskOverdue(limit)),
    )
    signal?.addEventListener('abort', cancel, { once: true })
    try {
      return await reply
    } finally {
      endWatch()
      endGrace()
      signal?.removeEventListener('abort', cancel)
      signal?.throwIfAborted()
    }
  }

  #start(): TaskWorker<Task, Reply> {
    const worker = new TaskWorker<Task, Reply>(this.#options, () => {
      this.#workers.delete(worker)
      const index = this.#idle.indexOf(worker)
      if (index >= 0) this.#idle.splice(index, 1)
    })
    this.#workers.add(worker)
    return worker
  }
}

class TaskWorker<Task, Reply> implements Watched {
  readonly controls: Controls = createControls()
  /** Whose task it ran last. */
  holder: string | undefined
  readonly #thread: Worker
  readonly #idleTimer: NodeJS.Timeout
  readonly #ended: () => void
  #current: PromiseWithResolvers<Reply> | undefined
  /** Why it is being terminated. */
  #reason: Error | undefined

  constructor(
    { module, settings, memoryMb, stackMb = USUAL_STACK_MB, idleMs }: PoolOptions,
    ended: () => void,
  ) {
    this.#ended = ended
    this.#thread = new Worker(module(), {
      workerData: { settings, controls: this.controls } satisfies WorkerData,
      env: {},
      resourceLimits: {
        stackSizeMb: stackMb,
        maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
        ...(memoryMb !== undefined && { maxOldGenerationSizeMb: memoryMb }),
      },
    })
    this.#thread.on('message', (reply: Reply) => this.#settle(({ resolve }) => resolve(reply)))
    this.#thread.on('error', (error: Error) => this.#end(this.#hasBegun(error) ? error : notStarted(error)))
    this.#thread.on('exit', () => this.#end(this.#reason ?? new Error('the worker has ended')))
    this.#idleTimer = setTimeout(() => {
      if (!this.#current) void this.terminate()
    }, idleMs).unref()
  }

  run(task: Task): Promise<Reply> {
    Atomics.store(this.controls.startedAt, 0, 0n)
    Atomics.store(this.controls.cancelled, 0, 0)
    Atomics.store(this.controls.cpuAtStart, 0, 0n)
    this.#current = Promise.withResolvers()
    this.#thread.ref()
    this.#thread.postMessage(task)
    return this.#current.promise
  }

  /** Asks its task to end; wakes it if it sleeps. */
  cancel() {
    Atomics.store(this.controls.cancelled, 0, 1)
    Atomics.notify(this.controls.cancelled, 0)
  }

  async processorMs(): Promise<number> {
    const { user, system } = await this.#thread.cpuUsage()
    return (user + system) / 1000
  }

  /** Its task ends when the thread has ended: until then the thread may use what the task was given. */
  async terminate(reason = new Error('the worker has been terminated')): Promise<void> {
    this.#reason ??= reason
    this.#ended()
    await this.#thread.terminate()
  }

  #hasBegun(error: Error): boolean {
    const isOutOfMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    return isOutOfMemory || Atomics.load(this.controls.startedAt, 0) > 0n
  }

  /** Nothing more is given to a worker that is about to end. */
  #end(reason: Error) {
    this.#ended()
    this.#settle(({ reject }) => reject(reason))
    clearTimeout(this.#idleTimer)
  }

  #settle(settle: (current: PromiseWithResolvers<Reply>) => void) {
    const current = this.#current
    this.#current = undefined
    // An idle worker does not keep the process alive.
    this.#thread.unref()
    this.#idleTimer.refresh()
    if (current) settle(current)
  }
}
