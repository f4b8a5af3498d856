import type { NodeResult } from './api.ts'

const header = ['node', 'type', 'status', 'port', 'attempts', 'ms', 'error']

const toCells = (result: NodeResult): string[] => [
  [result.path, result.node_id].filter(Boolean).join('/'),
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
