import { NodeError } from '../errors.ts'

export const wrongConnection = (reason: string): NodeError =>
  new NodeError('DATABASE_CONNECTION', `The address of the database cannot be used: ${reason}.`, {
    retryable: false,
  })

export const databaseRefused = (cause: unknown): NodeError =>
  new NodeError(
    'DATABASE_ADDRESS_REFUSED',
    'The host of the database is not a public address. HTTP_NODE_ALLOW lists other addresses that may be reached.',
    { retryable: false, cause },
  )

export const databaseTimeout = (ms: number): NodeError =>
  new NodeError(
    'DATABASE_TIMEOUT',
    `The database took longer than ${ms} ms. Select less, look for an index that is missing, or raise DATABASE_NODE_TIMEOUT_MS.`,
    { retryable: false },
  )

export const databaseMemory = (bytes: number): NodeError =>
  new NodeError(
    'DATABASE_MEMORY',
    `The result took more than ${bytes} bytes of memory. Select fewer columns with large values, or raise SQL_MEMORY_BYTES.`,
    { retryable: false },
  )

const AUTHORITIES = 'EXTRA_CA_CERTS adds authorities; sslmode=no-verify does without them.'

/** What it means that a connection fails with a code. */
const ADVICE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'No server listens there.',
  ECONNRESET: 'The server closed it.',
  ENOTFOUND: 'There is no host with this name.',
  EAI_AGAIN: 'The name of the host could not be looked up.',
  ETIMEDOUT: 'The server did not answer.',
  CERT_HAS_EXPIRED: 'The certificate of the server has expired.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate of the server is for another host.',
  DEPTH_ZERO_SELF_SIGNED_CERT: AUTHORITIES,
  SELF_SIGNED_CERT_IN_CHAIN: AUTHORITIES,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: AUTHORITIES,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: AUTHORITIES,
  HANDSHAKE_SSL_ERROR: `The certificate of the server is not trusted. ${AUTHORITIES}`,
  NO_TLS: 'The server does not use TLS: switch it on there, or leave `sslmode` out.',
  NO_DATABASE: 'The server has no database with the name in the address.',
}

/** @param code of Node or of this table; the message has nothing else of the cause, which may name the host */
export const notConnected = (code: string, cause?: unknown): NodeError => {
  const advice = Object.hasOwn(ADVICE, code) ? ` ${ADVICE[code]}` : ''
  const message = `The connection to the database failed${code && ` (${code})`}.${advice}`
  return new NodeError('DATABASE_CONNECT', message, { cause })
}

export const notAuthorized = (cause: unknown): NodeError =>
  new NodeError(
    'DATABASE_AUTH',
    'The database refused the user, the password, or connections from this host.',
    { retryable: false, cause },
  )

/** What the database says about a statement. */
export interface ServerProblem {
  readonly message: string
  /** Of the database, such as 23505. */
  readonly code: string | undefined
  readonly isRetryable: boolean
}

export const statementFailed = ({ message, code, isRetryable }: ServerProblem, cause?: unknown): NodeError =>
  new NodeError('DATABASE_ERROR', message, {
    retryable: isRetryable,
    ...(code !== undefined && { details: { code } }),
    cause,
  })

/** SQLite would run the first one and leave out the others without a word. */
export const severalStatements = (): NodeError =>
  statementFailed({
    message: 'A query is one statement. Give each further one a database node of its own.',
    code: undefined,
    isRetryable: false,
  })

/** @param row counted from 1 */
export const rowFailed = (row: number, error: unknown): unknown => {
  if (!(error instanceof NodeError) || error.code !== 'DATABASE_ERROR') return error
  const { code, message, retryable, details } = error
  return new NodeError(code, `Row ${row}: ${message}`, { retryable, details, cause: error })
}

export const parameterMissing = (name: string, known: readonly string[]): NodeError => {
  const list = known.length > 0 ? `There are ${known.join(', ')}.` : 'There are none.'
  const message = `The query has :${name}, which is neither in \`parameters\` nor a column of \`rows\`. ${list}`
  return new NodeError('DATABASE_PARAMETER', message, { retryable: false })
}
