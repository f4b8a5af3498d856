import type { TableShape } from '../../domain/tables/table.ts'
import { type Statement, splitStatement, statementText } from '../../lib/sql/placeholders.ts'
import { NodeError } from '../errors.ts'
import { TableReader } from '../tables/table-reader.ts'
import { TableWriter } from '../tables/table-writer.ts'
import type { RowSink, Session } from './drivers/session.ts'
import { parameterMissing, rowFailed } from './failures.ts'
import type { DatabaseResult, DatabaseTask } from './task.ts'

/** Only the driver that is needed is loaded. */
const openSession = async ({ connection, timeoutMs }: DatabaseTask): Promise<Session> => {
  switch (connection.dialect) {
    case 'postgresql':
      return (await import('./drivers/postgresql.ts')).openPostgresql(connection, timeoutMs)
    case 'mysql':
      return (await import('./drivers/mysql.ts')).openMysql(connection, timeoutMs)
    case 'sqlite':
      return (await import('./drivers/sqlite.ts')).openSqlite(connection)
  }
}

/** @param opened called with the session once there is one */
export const runDatabase = async (
  task: DatabaseTask,
  opened: (session: Session) => void = () => undefined,
): Promise<DatabaseResult> => {
  const hide = hiding(task.hidden)
  try {
    const session = await openSession(task)
    opened(session)
    try {
      return await (task.rows === undefined
        ? runOnce(session, task, hide)
        : runRows(session, task, task.rows))
    } finally {
      await session.close()
    }
  } catch (error) {
    if (!(error instanceof NodeError))
      throw new Error(hide(error instanceof Error ? error.message : String(error)))
    const { code, message, retryable, details } = error
    throw new NodeError(code, hide(message), { retryable, details })
  }
}

type Hide = (text: string) => string

const hiding =
  (hidden: DatabaseTask['hidden']): Hide =>
  (text) =>
    hidden.reduce((found, [secret, mark]) => found.replaceAll(secret, mark), text)

const runOnce = async (session: Session, task: DatabaseTask, hide: Hide): Promise<DatabaseResult> => {
  const { connection, sql, parameters, result } = task
  const statement = splitStatement(sql, connection.dialect)
  const values = valuesFrom(statement, Object.keys(parameters))(({ name }) => parameters[name])
  const sink = new TableSink(() => new TableWriter(result.path, result.limits), hide)
  try {
    const changes = await session.run(statementText(statement, connection.dialect), values, sink)
    const shape = sink.finish()
    return { changes, ...(shape && { shape }) }
  } finally {
    sink.close()
  }
}

const runRows = async (session: Session, task: DatabaseTask, path: string): Promise<DatabaseResult> => {
  const { connection, sql, parameters } = task
  using table = new TableReader(path)
  const statement = splitStatement(sql, connection.dialect)
  const places = new Map(table.columns.map(({ name }, index) => [name, index]))
  const toValues = valuesFrom(statement, [...places.keys(), ...Object.keys(parameters)])
  const place = statement.names.map((name) => places.get(name))
  let row = 0
  function* lists() {
    for (const cells of table.cells()) {
      row++
      yield toValues(({ name, index }) => {
        const column = place[index]
        return column === undefined ? parameters[name] : cells[column]
      })
    }
    // What fails after the last row, such as a constraint that is checked at the end, is of no single one.
    row = 0
  }
  try {
    return { changes: await session.runAll(statementText(statement, connection.dialect), lists()) }
  } catch (error) {
    throw row === 0 ? error : rowFailed(row, error)
  }
}

interface Place {
  readonly name: string
  readonly index: number
}

/** What makes the values of a statement, whose names all have to be known. */
const valuesFrom = ({ names }: Statement, known: readonly string[]) => {
  for (const name of names) if (!known.includes(name)) throw parameterMissing(name, known)
  return (find: (place: Place) => unknown): unknown[] =>
    names.map((name, index) => toValue(find({ name, index })))
}

/** Lists and objects go as JSON. */
const toValue = (value: unknown): unknown => {
  if (value === undefined || value === null) return null
  return typeof value === 'object' ? JSON.stringify(value) : value
}

/** Writes a result to the file of a table. */
class TableSink implements RowSink {
  readonly #open: () => TableWriter
  readonly #hide: Hide
  #writer: TableWriter | undefined

  constructor(open: () => TableWriter, hide: Hide) {
    this.#open = open
    this.#hide = hide
  }

  columns(names: readonly string[]) {
    this.#writer = this.#open()
    this.#writer.setColumns(names)
  }

  row(cells: readonly unknown[]) {
    this.#writer?.addCells(cells.map((cell) => (typeof cell === 'string' ? this.#hide(cell) : cell)))
  }

  finish(): TableShape | undefined {
    return this.#writer?.finish()
  }

  close() {
    this.#writer?.close()
  }
}
