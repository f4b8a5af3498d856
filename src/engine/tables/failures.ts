import { NodeError } from '../errors.ts'

/** None of these failures goes away by another attempt. */
export const tableFailure = (code: string, message: string, cause?: unknown): NodeError =>
  new NodeError(code, message, { retryable: false, cause })

export const tooManyRows = (rows: number): NodeError =>
  tableFailure(
    'TABLE_TOO_LARGE',
    `The table has more than ${rows} rows. Read or select fewer (\`limit\`, or LIMIT in SQL), or raise TABLE_MAX_ROWS.`,
  )

export const tableTooLarge = (bytes: number): NodeError =>
  tableFailure(
    'TABLE_TOO_LARGE',
    `The table is larger than ${bytes} bytes. Take fewer columns or rows, or raise TABLE_MAX_BYTES.`,
  )

export const tablesFull = (bytes: number): NodeError =>
  tableFailure(
    'TABLES_FULL',
    `All tables of executions together may have ${bytes} bytes (TABLE_QUOTA_BYTES). Delete old executions, or raise it.`,
  )

export const diskFull = (cause: unknown): NodeError =>
  tableFailure(
    'DISK_FULL',
    'The disk of the tables is full. Delete old executions, or set TABLE_DIR to a folder with more space.',
    cause,
  )

export const tooManyColumns = (columns: number): NodeError =>
  tableFailure(
    'TABLE_TOO_LARGE',
    `A table may have at most ${columns} columns, as in SQLite. Take fewer (\`columns\`), or make rows of them.`,
  )

export const valueTooLarge = (bytes: number): NodeError =>
  tableFailure(
    'SQL_MEMORY',
    `A text in the query is larger than ${bytes} bytes, a quarter of SQL_MEMORY_BYTES. Build smaller ones, or rows instead of one text, or raise it.`,
  )

export const listTooLarge = (bytes: number): NodeError =>
  tableFailure(
    'OUTPUT_TOO_LARGE',
    `The rows are larger than ${bytes} bytes as JSON. Set \`as\` to \`table\`, select fewer, or raise NODE_OUTPUT_LIMIT_BYTES.`,
  )

export const tableMissing = (): NodeError =>
  tableFailure(
    'TABLE_NOT_FOUND',
    'The table is not one of this execution, or its file is gone. Run the node that makes it again.',
  )

export const tablesUnavailable = (): NodeError =>
  tableFailure(
    'TABLES_UNAVAILABLE',
    'Tables are files beside the database, and this database is on another machine. Set TABLE_DIR to a folder for them.',
  )
