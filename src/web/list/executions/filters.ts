import type { paths } from '../../../../examples/client/api.d.ts'

type ListQuery = NonNullable<paths['/api/executions']['get']['parameters']['query']>

/** The filters in the address of the list, under the names that the API has for them. */
export const FILTER_NAMES = [
  'q',
  'status',
  'script_id',
  'trigger_kind',
  'since',
  'until',
  'error_code',
  'schedule_id',
  'trigger_id',
  'batch_id',
] as const satisfies readonly (keyof ListQuery)[]

export type FilterName = (typeof FILTER_NAMES)[number]
export type Filters = Readonly<Partial<Record<FilterName, string>>>

export const filtersOf = (query: Readonly<Record<string, string>>): Filters =>
  Object.fromEntries(FILTER_NAMES.flatMap((name) => (query[name] ? [[name, query[name]]] : [])))

/** Several statuses are separated by commas in the address. */
export const statusesOf = ({ status = '' }: Filters): readonly string[] => status.split(',').filter(Boolean)

/** What the API is asked. Guarantee: whatever the address has, the server checks it and names what is wrong. */
export const toListQuery = (filters: Filters): ListQuery =>
  ({ ...filters, ...(filters.status && { status: statusesOf(filters) }) }) as unknown as ListQuery

/** The value of a field for date and time, in the time zone of the user, for a time of the API; and back. */
export const toLocalTime = (iso: string | undefined): string => {
  const time = iso === undefined ? Number.NaN : Date.parse(iso)
  if (Number.isNaN(time)) return ''
  const shifted = new Date(time - new Date(time).getTimezoneOffset() * 60_000)
  return shifted.toISOString().slice(0, 16)
}

export const fromLocalTime = (value: string): string => (value === '' ? '' : new Date(value).toISOString())
