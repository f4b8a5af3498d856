import type { Execution, NodeResult } from '../../api/schema.ts'
import { toLine, toTable } from '../../table.ts'

const header = ['node', 'type', 'status', 'port', 'attempts', 'ms', 'error']

/** The path where the node ran, then its id, as in `orders[3]/sum`. */
const locationOf = ({ path, node_id }: NodeResult): string => [path, node_id].filter(Boolean).join('/')

const toCells = (result: NodeResult): string[] => [
  locationOf(result),
  result.type,
  result.status,
  result.port ?? '',
  String(result.attempts),
  String(result.duration_ms ?? ''),
  result.error ? `${result.error.code}: ${result.error.message}` : '',
]

/** The warnings of the nodes, one a line. */
const warningLines = (results: readonly NodeResult[]): string =>
  results
    .flatMap((result) =>
      (result.warnings ?? []).map(
        ({ message }) => `${toLine(`warning: ${locationOf(result)}: ${message}`)}\n`,
      ),
    )
    .join('')

/** A line for each node and each of their warnings, then the final status and the output, or the error. */
export const reportExecution = (execution: Execution): string => {
  const { id, status, duration_ms, results, error, output } = execution
  const end = `${id} ${status}${duration_ms === null ? '' : ` in ${duration_ms} ms`}`
  return `${toTable([header, ...results.map(toCells)])}\n${warningLines(results)}${end}\n${JSON.stringify(error ?? output, null, 2)}\n`
}

/** Writes a numbered line for each node that has finished. */
export const createProgress = (write: (line: string) => void) => {
  let finished = 0
  return (result: NodeResult): void => {
    finished++
    write(`${String(finished).padStart(4)} ${locationOf(result)} ${result.status}\n`)
  }
}
