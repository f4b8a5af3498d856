import { parametersOf } from '../../../lib/sql/placeholders.ts'
import type { SqlValue } from '../columns.ts'
import { tableFailure } from '../failures.ts'
import type { QueryTask } from './task.ts'

/** SQLite takes `NULL` for a parameter without a value, which hides a wrong name and a forgotten value. */
export const checkParameters = ({ sql, parameters }: Pick<QueryTask, 'sql' | 'parameters'>) => {
  const problem = problemOf(sql, parameters)
  if (problem !== undefined) throw tableFailure('SQL_ERROR', problem)
}

const problemOf = (sql: string, parameters: QueryTask['parameters']): string | undefined => {
  const { count, names } = parametersOf(sql)
  if (Array.isArray(parameters)) {
    if (parameters.length === count) return undefined
    return `The query has ${count} parameters, but its \`parameters\` are a list of ${parameters.length}. Give one for each \`?\`, in order.`
  }
  const given = Object.keys(parameters)
  const missing = names.find((name) => !given.includes(name))
  if (missing !== undefined)
    return `The query has :${missing}, which is not among its \`parameters\` (${given.join(', ') || 'none'}).`
  if (count > names.length)
    return 'The query has a `?`, whose value is an item of a list. Make `parameters` a list, or name it, as in `:name`.'
  const unused = given.find((name) => !names.includes(name))
  return unused === undefined
    ? undefined
    : `\`parameters\` has ${JSON.stringify(unused)}, which the query does not use; it has ${names.map((name) => `:${name}`).join(', ') || 'none'}.`
}

export const toParameter = (value: unknown): SqlValue => {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value
  if (typeof value === 'boolean') return value ? 1n : 0n
  if (typeof value === 'string') return value
  return value === null || value === undefined ? null : JSON.stringify(value)
}
