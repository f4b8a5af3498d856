import { FairSemaphore, type FairSemaphoreOptions } from '../../../lib/async/fair-semaphore.ts'
import { makePrivateFolder } from '../../../lib/system/private-file.ts'
import { NodeError, nodeQueueFull } from '../../errors.ts'
import type { FormatCall, SqlQueries } from '../../ports.ts'
import { usualWorkers } from '../../workers/supervised-pool.ts'
import { tableFailure } from '../failures.ts'
import { QueryProcess, QueryProcessEnded, type QueryProcessOptions } from './child.ts'
import type { QueryReply, QueryTask } from './protocol.ts'

const IDLE_MS = 30_000
/** So that one long query does not keep all others of its caller waiting. */
const MIN_PROCESSES = 2
/** Processes beyond those that one caller may have at once. */
const RESERVED = 1

export interface QueriesOptions extends Omit<QueryProcessOptions, 'temporaryFolder'> {
  /** From the start of a query to its end. */
  readonly timeoutMs: number
  /** How many queries of one caller may wait. */
  readonly queueLimit?: FairSemaphoreOptions['queueLimit']
  /** Missing when there are no tables. */
  readonly temporaryFolder: string | undefined
}

/** Runs queries in processes, which are kept for a while: a query that runs too long can only be ended with its process. */
export const createQueries = ({
  timeoutMs,
  memoryBytes,
  temporaryFolder,
  queueLimit = 10_000,
}: QueriesOptions): SqlQueries & { close(): Promise<void> } => {
  const share = Math.max(MIN_PROCESSES, usualWorkers())
  const places = new FairSemaphore({ limit: share + RESERVED, share, queueLimit, onQueueFull: nodeQueueFull })
  const idle = new Map<QueryProcess, NodeJS.Timeout>()
  const busy = new Set<QueryProcess>()

  const take = async (): Promise<QueryProcess> => {
    for (const [child, timer] of idle) {
      clearTimeout(timer)
      idle.delete(child)
      if (child.isAlive) return child
    }
    if (temporaryFolder === undefined) throw new Error('queries have no folder for temporary files')
    await makePrivateFolder(temporaryFolder)
    return new QueryProcess({ memoryBytes, temporaryFolder })
  }

  const keep = (child: QueryProcess) => {
    busy.delete(child)
    if (!child.isAlive) return
    const timer = setTimeout(() => {
      idle.delete(child)
      child.kill()
    }, IDLE_MS)
    idle.set(child, timer.unref())
  }

  const runIn = async (child: QueryProcess, task: QueryTask, signal: AbortSignal): Promise<QueryReply> => {
    let isLate = false
    const stop = () => child.kill()
    const timer = setTimeout(() => {
      isLate = true
      stop()
    }, timeoutMs)
    signal.addEventListener('abort', stop, { once: true })
    try {
      return await child.run(task)
    } catch (error) {
      signal.throwIfAborted()
      throw isLate ? tooLong(timeoutMs) : failureOf(error, memoryBytes)
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
    }
  }

  const runTask = async (task: QueryTask, signal: AbortSignal) => {
    const child = await take()
    busy.add(child)
    try {
      signal.throwIfAborted()
      const reply = await runIn(child, task, signal)
      if (reply.kind === 'failure') throw tableFailure(reply.code, reply.message)
      return reply.shape
    } finally {
      keep(child)
    }
  }

  return {
    run: (query, result, { signal, share: of }: FormatCall) =>
      places.run(() => runTask({ ...query, result }, signal), of, signal),
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

const tooLong = (ms: number): NodeError =>
  tableFailure(
    'SQL_TIMEOUT',
    `The query took longer than ${ms} ms. Filter earlier, check the conditions of its joins, or raise SQL_TIMEOUT_MS.`,
  )

const failureOf = (error: unknown, memoryBytes: number): NodeError => {
  if (error instanceof QueryProcessEnded && error.isOutOfMemory) {
    return tableFailure(
      'SQL_MEMORY',
      `The query took more than ${memoryBytes} bytes of memory. Build smaller texts and lists in it, or raise SQL_MEMORY_BYTES.`,
    )
  }
  return new NodeError('SQL_ERROR', 'The process of the query ended or could not be started.', {
    cause: error,
  })
}
