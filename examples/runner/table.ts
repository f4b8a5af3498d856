import type { NodeResult } from './api.ts'

const header = ['node', 'type', 'status', 'port', 'attempts', 'ms', 'error']

/** The node's id behind the place where it ran, as in `orders[3]/sum`. */
export const placeOf = ({ path, node_id }: NodeResult): string => [path, node_id].filter(Boolean).join('/')

const toCells = (result: NodeResult): string[] => [
  placeOf(result),
  result.type,
  result.status,
  result.port ?? '',
  String(result.attempts),
  String(result.duration_ms ?? ''),
  result.error ? `${result.error.code}: ${result.error.message}` : '',
]

/** One line a node, in columns. */
export const toTable = (results: readonly NodeResult[]): string => {
  const rows = [header, ...results.map(toCells)]
  const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
