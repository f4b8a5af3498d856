import { withApi } from '../../api/connect.ts'
import type { CommandTarget } from '../../api/find-server.ts'
import { Stats } from '../../api/schema.ts'
import { print } from '../../context.ts'
import { toJsonText } from '../../documents.ts'
import { toTable } from '../../table.ts'

export interface StatsOptions extends CommandTarget {
  readonly json: boolean
}

/** Prints the statistics of the dashboard. */
export const stats = async (options: StatsOptions): Promise<void> => {
  const found = await withApi(options, (api) => api.call(Stats, 'GET', '/api/dashboard/stats'))
  await print(options.context.stdout, options.json ? toJsonText(found) : toTable(rowsOf(found)))
}

/** A row for each number; members of nested objects have dotted names. */
const rowsOf = (values: Readonly<Record<string, unknown>>, prefix = ''): string[][] =>
  Object.entries(values).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null
      ? rowsOf(Object(value), `${prefix}${name}.`)
      : [[`${prefix}${name}`, String(value ?? '')]],
  )
