import { tableOf } from '../../../../domain/tables/table.ts'
import { toFailure } from '../../../errors.ts'
import type { Outcome, Step } from '../../../interpreter/step.ts'
import type { NodeRecord } from '../../../records.ts'
import { ExecutionAborted } from '../../abort.ts'
import { type CompositeTools, openStateOf } from '../composite.ts'

/** Whether the outputs of a loop are to become a table. */
export const becomesTable = (record: NodeRecord, outcome: Outcome): boolean => {
  const state = openStateOf(record)
  return outcome.status === 'completed' && state?.kind === 'loop' && state.asTable === true
}

/** Makes a table of the outputs of a loop. A loop without a body over a table has that one. */
export const tabulateOutputs = async (
  { scope }: Step,
  outcome: Outcome,
  { services, share }: Pick<CompositeTools, 'services' | 'share'>,
  signal: AbortSignal,
): Promise<Outcome> => {
  if (outcome.status !== 'completed' || tableOf(outcome.output)) return outcome
  const items = Array.isArray(outcome.output) ? outcome.output : []
  try {
    const output = await services.tables.create(scope.execution.id, (table) =>
      services.formats.tabulate(items, table, { signal, share }),
    )
    return { ...outcome, output }
  } catch (error) {
    if (signal.aborted || error instanceof ExecutionAborted) throw error
    return { status: 'failed', error: toFailure(error) }
  }
}
