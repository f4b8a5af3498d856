import { FairSemaphore, type FairSemaphoreOptions } from '../../lib/async/fair-semaphore.ts'
import { makePrivateFolder } from '../../lib/system/private-file.ts'
import { NodeError, nodeQueueFull, workerUnavailable } from '../errors.ts'
import type { FormatCall } from '../ports.ts'
import { ProcessEnded, TaskProcess, type TaskProcessOptions } from './child.ts'
import type { Reply } from './protocol.ts'

const NOT_STARTED =
  'The server cannot start a process for the node. If its program was moved or replaced while running, restart it.'

const IDLE_MS = 30_000

export interface ProcessPoolOptions extends Omit<TaskProcessOptions, 'temporaryFolder'> {
  /** Of a task, from its start to its end. */
  readonly timeoutMs: number
  /** How many tasks of one caller may wait. */
  readonly queueLimit?: FairSemaphoreOptions['queueLimit']
  /** Missing when there are no tables. */
  readonly temporaryFolder: string | undefined
  /** Processes at once. */
  readonly limit: number
  /** How many of them one caller may have. */
  readonly share: number
  readonly failures: PoolFailures
}

export interface PoolFailures {
  tooLong(ms: number): NodeError
  tooMuchMemory(bytes: number): NodeError
  /** Of a process that ended. */
  readonly code: string
}

export interface ProcessPool<Task, Result> {
  run(task: Task, call: FormatCall, ending?: Ending): Promise<Result>
  close(): Promise<void>
}

/** How a task is ended early: `stop` for one that goes on elsewhere. */
type Ending = 'kill' | 'stop'

/** Runs tasks in processes, which are kept for a while: a task that runs too long can only be ended with its process. */
export const createProcessPool = <Task, Result>(options: ProcessPoolOptions): ProcessPool<Task, Result> => {
  const { module, timeoutMs, memoryBytes, temporaryFolder, limit, share, failures } = options
  const { queueLimit = 10_000 } = options
  const places = new FairSemaphore({ limit, share, queueLimit, onQueueFull: nodeQueueFull })
  type Child = TaskProcess<Task, Result>
  const idle = new Map<Child, NodeJS.Timeout>()
  const busy = new Set<Child>()

  const take = async (): Promise<Child> => {
    for (const [child, timer] of idle) {
      clearTimeout(timer)
      idle.delete(child)
      if (child.isAlive) return child
    }
    if (temporaryFolder === undefined) throw new Error('processes have no folder for temporary files')
    await makePrivateFolder(temporaryFolder)
    return new TaskProcess({ module, memoryBytes, temporaryFolder })
  }

  const keep = (child: Child) => {
    busy.delete(child)
    if (!child.isAlive) return
    const timer = setTimeout(() => {
      idle.delete(child)
      child.kill()
    }, IDLE_MS)
    idle.set(child, timer.unref())
  }

  const failureOf = (error: unknown): NodeError => {
    const reason = error instanceof ProcessEnded ? error.reason : 'other'
    if (reason === 'memory') return failures.tooMuchMemory(memoryBytes)
    if (reason === 'not started') return workerUnavailable(new Error(NOT_STARTED, { cause: error }))
    const message = 'The process of the query ended.'
    return new NodeError(failures.code, message, { cause: error })
  }

  const runIn = async (
    child: Child,
    task: Task,
    { signal, ending }: Pick<FormatCall, 'signal'> & { readonly ending: Ending },
  ): Promise<Reply<Result>> => {
    let isLate = false
    const stop = () => child[ending]()
    const timer = setTimeout(() => {
      isLate = true
      stop()
    }, timeoutMs)
    signal.addEventListener('abort', stop, { once: true })
    try {
      return await child.run(task)
    } catch (error) {
      signal.throwIfAborted()
      throw isLate ? failures.tooLong(timeoutMs) : failureOf(error)
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
    }
  }

  const runTask = async (task: Task, signal: AbortSignal, ending: Ending): Promise<Result> => {
    const child = await take()
    busy.add(child)
    try {
      signal.throwIfAborted()
      const reply = await runIn(child, task, { signal, ending })
      if (reply.kind === 'done') return reply.result
      const { code, message, retryable, details } = reply
      throw new NodeError(code, message, { retryable, ...(details !== undefined && { details }) })
    } finally {
      keep(child)
    }
  }

  return {
    run: (task, { signal, share: of }, ending = 'kill') =>
      places.run(() => runTask(task, signal, ending), of, signal),
    async close() {
      for (const [child, timer] of idle) {
        clearTimeout(timer)
        child.kill()
      }
      for (const child of busy) child.kill()
      idle.clear()
    },
  }
}
