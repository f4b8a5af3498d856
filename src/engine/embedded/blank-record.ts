import type { NodeRecord } from '../records.ts'

/** The record of a node that has not started. */
export const blankRecord = (
  path: string,
  node: { readonly id: string; readonly type: string },
): NodeRecord => ({
  path,
  node_id: node.id,
  type: node.type,
  status: 'pending',
  port: null,
  output: null,
  error: null,
  attempts: 0,
  started_at: null,
  finished_at: null,
  duration_ms: null,
  started_seq: 0,
  finished_seq: 0,
  state: null,
  logs: null,
  warnings: null,
  earlier_errors: null,
})
