import { type Table, type TableShape, tableOf } from '../../domain/tables/table.ts'
import { isRecord } from '../../lib/json/is-record.ts'
import { NodeError } from '../errors.ts'
import type { NodeContext } from '../node-type.ts'
import type { TableTarget } from '../ports.ts'

/** What is to be a table, by its name. */
type Given = readonly (readonly [name: string, value: unknown])[]

type TableContext = Pick<NodeContext, 'services' | 'scope' | 'signal' | 'share'> & {
  /** Of the failure of what is no table. */
  readonly code?: string
}

/** Has a file for each table while `use` works. */
export const withTables = async <T>(
  [first, ...others]: Given,
  context: TableContext,
  use: (paths: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> => {
  if (!first) return use({})
  const [name, value] = first
  const { services, scope, signal, share } = context
  const { id } = scope.execution
  const next = (path: string) => withTables(others, context, (paths) => use({ [name]: path, ...paths }))
  const table = tableOf(value)
  if (table) return next(await services.tables.path(id, table))
  const items = checkItems(name, value, context.code)
  const fill = (target: TableTarget) => services.formats.tabulate(items, target, { signal, share })
  return services.tables.borrow(id, fill, next)
}

/** Has `run` write a table, and gives that, or with `array` its rows as a list of objects. */
export const rowsAs = async (
  as: 'array' | 'table',
  { services, scope, signal }: TableContext,
  run: (target: TableTarget) => Promise<TableShape>,
): Promise<unknown> => {
  const { id } = scope.execution
  return as === 'table'
    ? services.tables.create(id, run)
    : services.tables.borrow(id, run, (path) => services.tables.list(path, signal))
}

/** A table of the items of a list; one that is a table is that. */
export const toTable = async (
  name: string,
  value: unknown,
  { services, scope, signal, share }: TableContext,
): Promise<Table> => {
  const table = tableOf(value)
  if (table) return table
  const items = checkItems(name, value, 'ITEMS_NOT_ARRAY')
  const fill = (target: TableTarget) => services.formats.tabulate(items, target, { signal, share })
  return services.tables.create(scope.execution.id, fill)
}

const checkItems = (name: string, value: unknown, code = 'SQL_TABLE'): readonly unknown[] => {
  if (Array.isArray(value)) return value
  const message = `${name} must be a table or a list of objects. JSONata unwraps a single match; \`[]\` after the path keeps the list.`
  const mayBeFile = typeof value === 'string' || (isRecord(value) && 'path' in value)
  const advice = mayBeFile ? ' A file is read by file_read, with as: table for a large one.' : ''
  throw new NodeError(code, message + advice, { retryable: false })
}
