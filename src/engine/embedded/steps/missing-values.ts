import { tableOf } from '../../../domain/tables/table.ts'
import type { Step } from '../../interpreter/step.ts'
import { type MissingValue, missingError, missingWarning } from '../../missing-value.ts'
import type { NodeRecord, NodeWarning } from '../../records.ts'
import type { ExecutionSecrets } from '../../secrets/execution-secrets.ts'
import type { Journal } from '../journal.ts'

interface MissingValueTools {
  readonly step: Step
  readonly record: NodeRecord
  readonly journal: Journal
  readonly secrets: ExecutionSecrets
}

export type MissingReporter = (missing: MissingValue) => void

/**
 * Notes in the result of a step that one of its expressions has found nothing. The reporter throws NodeError
 * `MISSING_VALUE` when the script is strict.
 */
export const missingReporter =
  ({ step, record, journal, secrets: { redactor } }: MissingValueTools): MissingReporter =>
  (found) => {
    const missing = { ...found, isOfTable: namesTable(found, step.scope) }
    if (step.strict) throw missingError(missing)
    if (mayTellSecret(step, missing)) return
    const warning = missingWarning(missing)
    // Guarantee: the redactor changes texts only.
    journal.addWarning(record, redactor.isEmpty ? warning : (redactor.json(warning) as NodeWarning))
  }

/** Whether the expression names what is a table. */
const namesTable = ({ expression }: MissingValue, { input, nodes }: Step['scope']): boolean => {
  if (/\binput\b/.test(expression) && tableOf(input)) return true
  return (
    /\bnodes\b/.test(expression) &&
    Object.entries(nodes).some(([id, output]) => expression.includes(id) && tableOf(output) !== undefined)
  )
}

/** Whether the value of a secret may have decided that nothing was found. */
const mayTellSecret = ({ node: { computesWithSecrets, type } }: Step, { path }: MissingValue): boolean =>
  computesWithSecrets && type?.secrets?.some((name) => path === name || path.startsWith(`${name}.`)) === true
