import { constants, DatabaseSync, type StatementSync } from 'node:sqlite'
import type { ColumnType, TableColumn, TableShape } from '../../../domain/tables/table.ts'
import { hasSecondStatement } from '../../../lib/sql/statement-end.ts'
import { fromSql, quoteName } from '../columns.ts'
import { diskFull, tableFailure, tooManyColumns, valueTooLarge } from '../failures.ts'
import { immutable } from '../table-reader.ts'
import { MAX_COLUMNS, TableWriter } from '../table-writer.ts'
import { addFunctions } from './functions.ts'
import { limitAdvice } from './limit-advice.ts'
import { checkParameters, toParameter } from './parameters.ts'
import type { QueryTask } from './task.ts'

/** Beyond it, sorting and grouping go through temporary files. */
const CACHE_KIB = 32 * 1024

const { SQLITE_OK, SQLITE_DENY, SQLITE_SELECT, SQLITE_READ, SQLITE_FUNCTION, SQLITE_RECURSIVE } = constants
const READING = new Set([SQLITE_SELECT, SQLITE_READ, SQLITE_FUNCTION, SQLITE_RECURSIVE])
const FORBIDDEN_FUNCTIONS = new Set(['load_extension', 'fts3_tokenizer'])

/** Runs one query that only reads, and writes the rows of its result. Failures are `NodeError`s. */
export const runQuery = (task: QueryTask): TableShape => {
  const database = new DatabaseSync(':memory:', { limits: { length: task.maxValueBytes } })
  try {
    const columns = attachTables(database, task.tables)
    addFunctions(database)
    const statement = prepare(database, task, columns)
    checkParameters(task)
    return writeResult(statement, task, columns)
  } finally {
    database.close()
  }
}

/** Columns of the tables by their names in the query. */
type Tables = ReadonlyMap<string, readonly TableColumn[]>

const schemaOf = (index: number): string => `t${index}`

const attachTables = (database: DatabaseSync, tables: QueryTask['tables']): Tables => {
  database.exec('PRAGMA temp_store = FILE')
  const found = new Map<string, readonly TableColumn[]>()
  for (const [index, [name, path]] of Object.entries(tables).entries()) {
    const schema = schemaOf(index)
    database.prepare(`ATTACH ? AS ${schema}`).run(immutable(path))
    database.exec(`PRAGMA ${schema}.cache_size = -${CACHE_KIB}`)
    const meta = database.prepare(`SELECT columns FROM ${schema}.meta`).get()
    // Guarantee: only `TableWriter` writes such files.
    const columns: readonly TableColumn[] = JSON.parse(String(meta?.columns))
    found.set(name, columns)
    const list = columns.map((column) => quoteName(column.name)).join(', ') || '*'
    database.exec(`CREATE TEMP VIEW ${quoteName(name)} AS SELECT ${list} FROM ${schema}.rows`)
  }
  return found
}

const prepare = (
  database: DatabaseSync,
  { sql, maxValueBytes }: QueryTask,
  tables: Tables,
): StatementSync => {
  database.setAuthorizer((action, first, second) => {
    const isAllowed = READING.has(action) && !FORBIDDEN_FUNCTIONS.has(String(second ?? first).toLowerCase())
    return isAllowed ? SQLITE_OK : SQLITE_DENY
  })
  if (hasSecondStatement(sql)) throw onlyReads()
  try {
    return database.prepare(sql)
  } catch (error) {
    throw sqlError(error, { tables, maxValueBytes })
  }
}

const onlyReads = () =>
  tableFailure(
    'SQL_NOT_ALLOWED',
    'A query is one statement that only reads: SELECT, WITH or VALUES, without PRAGMA, ATTACH and changes.',
  )

/** How SQLite says that a query would do more than read. */
const REFUSED = /^(not authorized|cannot modify|access to .* is prohibited)/

interface QueryContext extends Pick<QueryTask, 'maxValueBytes'> {
  readonly tables: Tables
}

const sqlError = (error: unknown, { tables, maxValueBytes }: QueryContext) => {
  const reason = error instanceof Error ? error.message : String(error)
  if (REFUSED.test(reason)) return onlyReads()
  // Sorting and grouping go through files beside the tables.
  if (reason === 'database or disk is full') return diskFull(error)
  if (reason === 'string or blob too big') return valueTooLarge(maxValueBytes)
  if (reason === 'too many columns in result set') return tooManyColumns(MAX_COLUMNS)
  const advice = limitAdvice(reason)
  if (advice !== undefined) return tableFailure('SQL_ERROR', advice, error)
  const isName = /^no such (table|column)/.test(reason)
  const known = [...tables].map(
    ([name, columns]) => `${name} (${columns.map((each) => each.name).join(', ')})`,
  )
  return tableFailure(
    'SQL_ERROR',
    isName ? `${reason}. There are ${known.join(', ') || 'no tables'}.` : reason,
    error,
  )
}

const writeResult = (statement: StatementSync, task: QueryTask, tables: Tables) => {
  const { parameters, result, maxValueBytes } = task
  const columns = statement.columns()
  if (columns.length === 0) throw onlyReads()
  const writer = new TableWriter(result.path, result.limits)
  writer.setColumns(columns.map(({ name }) => name))
  const types = columns.map(({ database, column }) => typeOf(database, column, tables))
  const isPlain = types.every((type) => type === undefined)
  try {
    for (const cells of rowsOf(statement, parameters)) {
      writer.addCells(isPlain ? cells : cells.map((value, index) => restored(types[index], value)))
    }
    return writer.finish()
  } catch (error) {
    throw error instanceof Error && 'errcode' in error ? sqlError(error, { tables, maxValueBytes }) : error
  } finally {
    writer.close()
  }
}

/** The type of a column that comes as it is from a table, if it is one that SQL does not know. */
const typeOf = (schema: string | null, name: string | null, tables: Tables): ColumnType | undefined => {
  const columns = [...tables.values()].find((_, index) => schemaOf(index) === schema)
  const type = columns?.find((each) => each.name === name)?.type
  return type === 'boolean' || type === 'json' ? type : undefined
}

const restored = (type: ColumnType | undefined, value: unknown): unknown =>
  type === undefined ? value : fromSql(type, value)

const rowsOf = (statement: StatementSync, parameters: QueryTask['parameters']): Iterable<unknown[]> => {
  statement.setReturnArrays(true)
  statement.setReadBigInts(true)
  // Guarantee: with `setReturnArrays`, rows are arrays.
  const rows = Array.isArray(parameters)
    ? statement.iterate(...parameters.map(toParameter))
    : statement.iterate(
        Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, toParameter(value)])),
      )
  return rows as unknown as Iterable<unknown[]>
}
