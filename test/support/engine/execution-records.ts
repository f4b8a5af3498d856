import { API_TRIGGER } from '../../../src/domain/triggers/trigger.ts'
import type { ExecutionRecord } from '../../../src/engine/records.ts'

/** A running execution, with what is given instead. */
export const executionWith = (
  more: Partial<ExecutionRecord> & Pick<ExecutionRecord, 'id'>,
): ExecutionRecord => ({
  script_id: 1,
  graph_hash: 'h',
  variables_hash: null,
  batch_id: null,
  retry_of: null,
  input: null,
  status: 'running',
  output: null,
  error: null,
  attempts: 1,
  timeout_ms: null,
  created_at: '2026-01-01T00:00:00.000Z',
  started_at: null,
  finished_at: null,
  duration_ms: null,
  caller: null,
  interruptions: 0,
  trigger: API_TRIGGER,
  sequence: null,
  strict: false,
  script_version: null,
  ...more,
})

export const emptyGraph = { hash: 'h', graph: { nodes: [], connections: {} } }
