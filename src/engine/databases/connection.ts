import { wrongConnection } from './failures.ts'

/** `unverified` encrypts without a look at the certificate of the server. */
type Tls = 'none' | 'verified' | 'unverified'

export interface ServerConnection {
  readonly dialect: 'postgresql' | 'mysql'
  /** Without the brackets of an IPv6 address. */
  readonly hostname: string
  readonly port: number
  readonly user: string
  readonly password: string
  /** Empty for none, or for that of the user. */
  readonly database: string
  readonly tls: Tls
}

/** A file of SQLite in the selected folder. */
export interface FileConnection {
  readonly dialect: 'sqlite'
  readonly path: string
  readonly mode: 'read' | 'write' | 'create'
}

const servers = new Map<string, ServerConnection['dialect']>([
  ['postgres', 'postgresql'],
  ['postgresql', 'postgresql'],
  ['mysql', 'mysql'],
  ['mariadb', 'mysql'],
])
const PORTS: Readonly<Record<ServerConnection['dialect'], number>> = { postgresql: 5432, mysql: 3306 }

/** As PostgreSQL and MySQL call them; whoever asks for encryption has the certificate checked. */
const tlsModes = new Map<string, Tls>([
  ['disable', 'none'],
  ['disabled', 'none'],
  ['require', 'verified'],
  ['required', 'verified'],
  ['verify-ca', 'verified'],
  ['verify_ca', 'verified'],
  ['verify-full', 'verified'],
  ['verify_identity', 'verified'],
  ['no-verify', 'unverified'],
])

const fileModes = new Map<string, FileConnection['mode']>([
  ['ro', 'read'],
  ['rw', 'write'],
  ['rwc', 'create'],
])

/**
 * The database that an address means, such as `postgres://user:password@host/database?sslmode=require` or
 * `file:shop.db`. Messages contain nothing of it, as it is a secret.
 */
export const parseConnection = (given: string): ServerConnection | FileConnection => {
  const text = given.trim()
  const scheme = /^([a-z]+):/i.exec(text)?.[1]?.toLowerCase() ?? ''
  if (scheme === 'file') return fileConnection(text)
  const dialect = servers.get(scheme)
  if (dialect) return serverConnection(text, dialect)
  throw wrongConnection('it has to begin with postgres://, mysql://, mariadb:// or file:')
}

const fileConnection = (text: string): FileConnection => {
  const [path = '', query = ''] = text.slice('file:'.length).split('?', 2)
  const { mode = 'rw', ...others } = parametersOf(query)
  if (Object.keys(others).length > 0) throw wrongConnection('`mode` is the only parameter of a file')
  const found = fileModes.get(mode)
  if (!found) throw wrongConnection('`mode` is ro, rw or rwc')
  if (path === '' || path.startsWith('//'))
    throw wrongConnection('after file: comes a path in the selected folder, without slashes before it')
  return { dialect: 'sqlite', path, mode: found }
}

const serverConnection = (text: string, dialect: ServerConnection['dialect']): ServerConnection => {
  const url = URL.parse(text)
  if (!url || url.hostname === '')
    throw wrongConnection('the host is missing, or a character of the password is not percent-encoded')
  if (url.hash !== '') throw wrongConnection('# is written %23')
  const user = decoded(url.username)
  if (user === '') throw wrongConnection('the user is missing')
  return {
    dialect,
    hostname: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? PORTS[dialect] : Number(url.port),
    user,
    password: decoded(url.password),
    database: decoded(url.pathname.slice(1)),
    tls: tlsOf(parametersOf(url.search)),
  }
}

const tlsOf = ({ sslmode, 'ssl-mode': other, ...unknown }: Readonly<Record<string, string>>): Tls => {
  if (Object.keys(unknown).length > 0) throw wrongConnection('`sslmode` is the only parameter of a server')
  const found = tlsModes.get((sslmode ?? other ?? 'disable').toLowerCase())
  if (found) return found
  throw wrongConnection('`sslmode` is disable, require or no-verify')
}

const parametersOf = (query: string): Record<string, string> => Object.fromEntries(new URLSearchParams(query))

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    throw wrongConnection('% is written %25 where it begins no code')
  }
}
