import { isIP } from 'node:net'
import { getCACertificates } from 'node:tls'
import pg, { type ClientConfig, type QueryResult } from 'pg'
import Cursor from 'pg-cursor'
import { notAuthorized, notConnected, statementFailed } from '../failures.ts'
import type { PinnedServer } from '../task.ts'
import { CONNECT_MS } from './limits.ts'
import { isoTime, numberIn } from './received.ts'
import { inTransaction, type Session } from './session.ts'

/** Rows that are fetched together. */
const BATCH = 500

export const openPostgresql = async (server: PinnedServer, timeoutMs: number): Promise<Session> => {
  const client = await connect(server)
  // A server that does not notice the end of a connection must not work on for good.
  await client.query(`SET statement_timeout = ${timeoutMs}; SET TIME ZONE 'UTC'`).catch(failed)
  const [{ pid } = { pid: 0 }] = (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows
  return {
    async run(sql, values, sink) {
      const cursor = client.query(new Cursor<unknown[]>(sql, [...values], { rowMode: 'array', types }))
      for (let isFirst = true; ; isFirst = false) {
        const { rows, result } = await readFrom(cursor)
        if (isFirst && result.fields.length > 0) sink.columns(result.fields.map(({ name }) => name))
        for (const row of rows) sink.row(row)
        if (rows.length < BATCH) return result.rowCount ?? 0
      }
    },
    runAll: (sql, lists) =>
      inTransaction(
        (command) => client.query(command),
        async () => {
          let changes = 0
          for (const values of lists) {
            const { rowCount } = await client.query({ name: 'batch', text: sql, values: [...values] })
            changes += rowCount ?? 0
          }
          return changes
        },
      ).catch(failed),
    async cancel() {
      const other = await connect(server)
      await other.query('SELECT pg_cancel_backend($1)', [pid])
      await other.end()
    },
    close: () => client.end(),
  }
}

type Read = { readonly rows: unknown[][]; readonly result: QueryResult }

const readFrom = (cursor: Cursor<unknown[]>): Promise<Read> =>
  new Promise<Read>((resolve, reject) => {
    cursor.read(BATCH, (error, rows, result) => (error ? reject(error) : resolve({ rows, result })))
  }).catch(failed)

const connect = async (server: PinnedServer): Promise<pg.Client> => {
  const { address, port, user, password, database } = server
  const client = new pg.Client({
    host: address,
    port,
    user,
    // Without one, the driver looks for a file.
    password: () => password,
    database: database || user,
    ssl: tlsOf(server),
    connectionTimeoutMillis: CONNECT_MS,
    application_name: 'scriptd',
  })
  // A connection that breaks fails the statement that waits for it.
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch (error) {
    throw connectionFailure(error)
  }
  return client
}

const tlsOf = ({ tls, hostname, authorities }: PinnedServer): ClientConfig['ssl'] => {
  if (tls === 'none') return false
  return {
    host: hostname,
    ...(isIP(hostname) === 0 && { servername: hostname }),
    rejectUnauthorized: tls === 'verified',
    ca: [...getCACertificates('default'), ...authorities],
  }
}

const text = (value: string) => value

/** Values as they are in tables: exact, and times as ISO 8601. */
const parsers: Readonly<Record<number, (value: string) => unknown>> = {
  20: BigInt,
  1082: text,
  1083: text,
  1114: (value) => isoTime(value, ''),
  1184: (value) => isoTime(value.replace(/\+00$/, ''), 'Z'),
  1186: text,
  1700: numberIn,
}

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    parsers[oid] ?? pg.types.getTypeParser(oid, format ?? 'text'),
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

const connectionFailure = (error: unknown) => {
  const code = codeOf(error)
  if (/^28/.test(code)) return notAuthorized(error)
  if (code === '3D000') return notConnected('NO_DATABASE', error)
  const message = error instanceof Error ? error.message : ''
  if (/does not support SSL/.test(message)) return notConnected('NO_TLS', error)
  if (/timeout/.test(message)) return notConnected('ETIMEDOUT', error)
  return notConnected(code, error)
}

/** Serialization failures and deadlocks, locks and shutdowns: what another attempt may not meet. */
const RETRYABLE = /^(?:40|53|55P03|57P0|58)/

const failed = (error: unknown): never => {
  if (!(error instanceof pg.DatabaseError)) throw connectionFailure(error)
  const { message, detail, hint, code } = error
  const parts = [message, detail, hint].filter((part) => part !== undefined)
  throw statementFailed({ message: parts.join(' '), code, isRetryable: RETRYABLE.test(code ?? '') }, error)
}
