import type { Outcome } from '../../../interpreter/step.ts'
import type { NodeRecord } from '../../../records.ts'

/** The outcome of a node that has ended before: in an earlier process, or in the execution that is retried. */
export const pastOutcome = (record: NodeRecord | undefined): Outcome | undefined => {
  if (record?.status === 'failed' && record.error) return { status: 'failed', error: record.error }
  if (record?.status !== 'completed') return undefined
  return { status: 'completed', output: record.output, port: record.port ?? 'out' }
}
