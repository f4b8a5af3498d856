import { connect as connectSocket, isIP, type Socket } from 'node:net'
import { getCACertificates } from 'node:tls'
import mysql, { type Connection, type ConnectionOptions, type FieldPacket, type QueryError } from 'mysql2'
import { notAuthorized, notConnected, statementFailed } from '../failures.ts'
import type { PinnedServer } from '../task.ts'
import { CONNECT_MS } from './limits.ts'
import { isoTime, numberIn } from './received.ts'
import { inTransaction, type Session } from './session.ts'

export const openMysql = async (server: PinnedServer, timeoutMs: number): Promise<Session> => {
  const connection = await connect(server)
  const command = (sql: string) => callback((done) => connection.query(sql, done))
  await command("SET time_zone = '+00:00'")
  await limitTime(command, timeoutMs)
  return {
    run: (sql, values, sink) =>
      new Promise<number>((resolve, reject) => {
        let read: readonly ReadCell[] = []
        let changes = 0
        connection
          .execute({ sql, values: values.map(toParameter), rowsAsArray: true })
          .stream()
          .on('fields', (fields: readonly FieldPacket[] | undefined) => {
            if (!fields) return
            read = fields.map(({ columnType }) => readers.get(columnType ?? -1) ?? same)
            sink.columns(fields.map(({ name }) => name))
          })
          .on('data', (row: unknown) => {
            if (Array.isArray(row)) sink.row(row.map((cell, index) => (read[index] ?? same)(cell)))
            else changes = affectedBy(row)
          })
          .on('error', reject)
          .on('end', () => resolve(changes))
      }).catch(failed),
    runAll: (sql, lists) =>
      inTransaction(command, async () => {
        let changes = 0
        for (const values of lists) {
          changes += affectedBy(
            await callback((done) => connection.execute(sql, values.map(toParameter), done)),
          )
        }
        return changes
      }).catch(failed),
    async cancel() {
      const other = await connect(server)
      await callback((done) => other.query(`KILL QUERY ${connection.threadId}`, done))
      other.destroy()
    },
    close: async () => connection.destroy(),
  }
}

type Done = (error: QueryError | null, result?: unknown) => void

const callback = (start: (done: Done) => unknown): Promise<unknown> =>
  new Promise((resolve, reject) => {
    start((error, result) => (error ? reject(error) : resolve(result)))
  })

/** A server that does not notice the end of a connection must not work on for good. */
const limitTime = async (command: (sql: string) => Promise<unknown>, ms: number): Promise<void> => {
  try {
    await command(`SET max_statement_time = ${ms / 1000}`)
  } catch {
    // That is MariaDB's name for it.
    await command(`SET max_execution_time = ${ms}`).catch(() => undefined)
  }
}

const affectedBy = (result: unknown): number => {
  const affected: unknown = Object(result).affectedRows
  return typeof affected === 'number' ? affected : 0
}

const connect = async (server: PinnedServer): Promise<Connection> => {
  const { hostname, address, port, user, password, database } = server
  const connection = mysql.createConnection({
    host: hostname,
    port,
    // Not to the host, whose address may be another one by now.
    stream: () => nameForTls(connectSocket({ host: address, port, noDelay: true }), server),
    user,
    password,
    ...(database !== '' && { database }),
    ...tlsOf(server),
    connectTimeout: CONNECT_MS,
    charset: 'utf8mb4',
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    // The server could ask for any file of this machine.
    flags: ['-LOCAL_FILES'],
  })
  connection.on('error', () => undefined)
  try {
    await callback((done) => connection.connect(done))
  } catch (error) {
    connection.destroy()
    throw connectionFailure(error)
  }
  return connection
}

const tlsOf = ({ tls, authorities }: PinnedServer): Pick<ConnectionOptions, 'ssl'> => {
  if (tls === 'none') return {}
  const isVerified = tls === 'verified'
  const ca = [...getCACertificates('default'), ...authorities]
  return { ssl: { ca, rejectUnauthorized: isVerified, verifyIdentity: isVerified } }
}

/**
 * For an IP address the driver names no host to TLS, which then compares the certificate with this property of the socket,
 * and without it with `localhost`.
 */
const nameForTls = (socket: Socket, { hostname }: PinnedServer): Socket =>
  isIP(hostname) === 0 ? socket : Object.assign(socket, { _host: hostname })

/** Whole numbers go as such: a double is no count for LIMIT. */
const toParameter = (value: unknown): ExecuteValue =>
  // Guarantee: `toValue` leaves nothing else.
  typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : (value as ExecuteValue)

type ExecuteValue = string | number | bigint | boolean | null

type ReadCell = (value: unknown) => unknown

const same: ReadCell = (value) => value
const ofText =
  (read: (text: string) => unknown): ReadCell =>
  (value) =>
    typeof value === 'string' ? read(value) : value

const { TIMESTAMP, DATETIME, DECIMAL, NEWDECIMAL, LONGLONG } = mysql.Types

const readers: ReadonlyMap<number, ReadCell> = new Map([
  [TIMESTAMP, ofText((text) => isoTime(text, 'Z'))],
  [DATETIME, ofText((text) => isoTime(text, ''))],
  [DECIMAL, ofText(numberIn)],
  [NEWDECIMAL, ofText(numberIn)],
  [LONGLONG, ofText(BigInt)],
])

const partsOf = (
  error: unknown,
): { readonly code: string; readonly errno: number; readonly text: string } => {
  const { code, errno, sqlMessage, message } = Object(error)
  return { code: String(code ?? ''), errno: Number(errno ?? 0), text: String(sqlMessage ?? message ?? error) }
}

/** Access denied, to the server or to the database; a host that may not connect. */
const DENIED: ReadonlySet<number> = new Set([1044, 1045, 1130, 1251, 1698])
const NO_DATABASE = 1049
const TLS_FAILED = 'HANDSHAKE_SSL_ERROR'

const connectionFailure = (error: unknown) => {
  const { code, errno } = partsOf(error)
  if (DENIED.has(errno)) return notAuthorized(error)
  if (errno === NO_DATABASE) return notConnected('NO_DATABASE', error)
  if (code === 'HANDSHAKE_NO_SSL_SUPPORT') return notConnected('NO_TLS', error)
  // The driver writes its own code over that of TLS; only a wrong name leaves the certificate with the error.
  if (code === TLS_FAILED && 'cert' in Object(error))
    return notConnected('ERR_TLS_CERT_ALTNAME_INVALID', error)
  return notConnected(code, error)
}

/** Deadlocks, locks and shutdowns: what another attempt may not meet. */
const RETRYABLE: ReadonlySet<number> = new Set([1053, 1203, 1205, 1213])

const failed = (error: unknown): never => {
  const { code, errno, text } = partsOf(error)
  // What has no number comes from the network.
  if (!(errno > 0)) throw connectionFailure(error)
  throw statementFailed({ message: text, code, isRetryable: RETRYABLE.has(errno) }, error)
}
