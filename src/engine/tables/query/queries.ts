import type { TableShape } from '../../../domain/tables/table.ts'
import type { SqlQueries } from '../../ports.ts'
import { createProcessPool, type ProcessPoolOptions } from '../../processes/pool.ts'
import { usualWorkers } from '../../workers/supervised-pool.ts'
import { tableFailure } from '../failures.ts'
import type { QueryTask } from './task.ts'

/** So that one long query does not keep all others of its caller waiting. */
const MIN_PROCESSES = 2
/** How often a text may be in memory while a query builds it. */
const VALUE_PART = 4
/** The most that SQLite is built for. */
const MAX_SQLITE_BYTES = 1_000_000_000
/** Processes beyond those that one caller may have at once. */
const RESERVED = 1

export type QueriesOptions = Omit<ProcessPoolOptions, 'module' | 'limit' | 'share' | 'failures'>

/** Runs queries over tables in processes of their own. */
export const createQueries = (options: QueriesOptions): SqlQueries & { close(): Promise<void> } => {
  const share = Math.max(MIN_PROCESSES, usualWorkers())
  const pool = createProcessPool<QueryTask, TableShape>({
    ...options,
    module: new URL('./main.ts', import.meta.url),
    limit: share + RESERVED,
    share,
    failures: { tooLong, tooMuchMemory, code: 'SQL_ERROR' },
  })
  const maxValueBytes = Math.min(Math.floor(options.memoryBytes / VALUE_PART), MAX_SQLITE_BYTES)
  return {
    run: (query, result, call) => pool.run({ ...query, result, maxValueBytes }, call),
    close: () => pool.close(),
  }
}

const tooLong = (ms: number) =>
  tableFailure(
    'SQL_TIMEOUT',
    `The query took longer than ${ms} ms. Filter earlier, check the conditions of its joins, or raise SQL_TIMEOUT_MS.`,
  )

const tooMuchMemory = (bytes: number) =>
  tableFailure(
    'SQL_MEMORY',
    `The query took more than ${bytes} bytes of memory. Build smaller texts and lists in it, or raise SQL_MEMORY_BYTES.`,
  )
