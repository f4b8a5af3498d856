import { AppError } from '../../../domain/errors.ts'
import { NodeError, toFailure } from '../../errors.ts'
import type { ExecutionRecord, NodeRecord } from '../../records.ts'

/** Whether the store takes no row of this size, now or later. */
export const isRowRefused = (error: unknown): boolean =>
  error instanceof AppError && error.code === 'ROW_TOO_LARGE'

export const rowTooLarge = (): NodeError =>
  new NodeError(
    'ROW_TOO_LARGE',
    'the database stores no row of this size (max_row_size of its server): return less, or write it to a file',
    { retryable: false },
  )

/** Removes from a node what made its row too large, and records why. */
export const failForSize = (node: NodeRecord) => {
  const failure = { status: 'failed', port: null, error: toFailure(rowTooLarge()) }
  const hasEnded = node.status === 'completed' || node.status === 'failed'
  Object.assign(node, { output: null, state: null, logs: null, ...(hasEnded && failure) })
}

/** The end of an execution of which some row is too large. */
export const reducedEnd = (ended: ExecutionRecord): ExecutionRecord =>
  ended.status === 'completed'
    ? { ...ended, status: 'failed', output: null, error: toFailure(rowTooLarge()) }
    : ended
