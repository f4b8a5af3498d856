import { withApi } from '../../api/connect.ts'
import type { Place } from '../../api/find-server.ts'
import { Stats } from '../../api/schema.ts'
import { print } from '../../context.ts'
import { toJsonText } from '../../documents.ts'
import { toTable } from '../../table.ts'

export interface StatsOptions extends Place {
  readonly json: boolean
}

/** Prints what the dashboard shows. */
export const stats = async (options: StatsOptions): Promise<void> => {
  const found = await withApi(options, (api) => api.call(Stats, 'GET', '/api/dashboard/stats'))
  await print(options.context.stdout, options.json ? toJsonText(found) : toTable(rowsOf(found)))
}

/** A row a number; those within another value have a dotted name. */
const rowsOf = (values: Readonly<Record<string, unknown>>, place = ''): string[][] =>
  Object.entries(values).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null
      ? rowsOf(Object(value), `${place}${name}.`)
      : [[`${place}${name}`, String(value ?? '')]],
  )
