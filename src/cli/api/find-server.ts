import type { Config } from '../../config/config.ts'
import { openReadOnly } from '../../db/client.ts'
import { type ObservedLease, readLease } from '../../db/lease/lease.ts'
import { OperatorTokenFile } from '../../db/lease/operator-token.ts'
import { hostIn, isLoopback } from '../../lib/net/network.ts'
import { tokenHash } from '../../lib/store/token-hash.ts'
import { systemClock } from '../../lib/time/clock.ts'
import { type CommandContext, CommandError } from '../context.ts'
import type { RemoteServer } from '../remote/remote-server.ts'
import { networkErrorCode } from './send.ts'

/** What a command works on, and the process that runs the command. */
export interface CommandTarget {
  readonly config: Config
  readonly context: CommandContext
  /** The server to use in place of the database. */
  readonly remote?: RemoteServer
}

/** The parts of a `CommandTarget` that finding its server takes. */
interface LeaseQuery {
  readonly config: Pick<Config, 'database'>
  readonly context: Pick<CommandContext, 'owner'>
}

export interface Server {
  readonly url: string
  /** Authenticates the operator of this machine. */
  readonly token: string
}

// A starting server soon has a URL, and another command soon ends.
const TIMEOUT_MS = 5000
const PAUSE_MS = 100
const PROBE_TIMEOUT_MS = 2000

/**
 * The server that holds the lease on the database; `undefined` when no process does. Waits while the holder has no URL.
 * @throws CommandError when that takes too long, or this process may not call the server
 */
export const findServer = async (query: LeaseQuery, timeoutMs = TIMEOUT_MS): Promise<Server | undefined> => {
  const deadline = systemClock.now() + timeoutMs
  for (;;) {
    const lease = await findLease(query)
    if (!lease) return undefined
    const server = lease.url === undefined ? undefined : await toServer(lease, lease.url, query)
    if (server) return server
    if (systemClock.now() > deadline) throw new CommandError(reasonOf(lease, query))
    await systemClock.sleep(PAUSE_MS)
  }
}

/** The lease if its holder is running. Writes nothing. */
export const findLease = async ({ config, context }: LeaseQuery): Promise<ObservedLease | undefined> => {
  const database = await openReadOnly(config.database)
  try {
    const lease = database && (await readLease(database, { ...context.owner, now: systemClock.now }))
    if (!lease || lease.isFresh) return lease
    // The pid exists, but the lease is stale: the machine slept, or it restarted and the pid is another process.
    return lease.url !== undefined && (await isListening(lease.url)) ? lease : undefined
  } finally {
    await database?.close()
  }
}

/** `undefined` while the server has not written its token. */
const toServer = async (
  { holder }: ObservedLease,
  url: string,
  { config, context }: LeaseQuery,
): Promise<Server | undefined> => {
  if (holder.host !== context.owner.holder.host && isLoopback(hostIn(url) ?? '')) {
    throw new CommandError(`the server on ${holder.host} uses the database: run the command there`)
  }
  const token = await new OperatorTokenFile(config.database.url).read()
  return token !== undefined && tokenHash(token) === holder.id ? { url, token } : undefined
}

const reasonOf = ({ holder, url }: ObservedLease, { config }: LeaseQuery): string => {
  const { pid, host } = holder
  if (url === undefined)
    return `process ${pid} on ${host} uses the database and takes no requests: try again when it has ended`
  const { path } = new OperatorTokenFile(config.database.url)
  return `the server at ${url} uses the database, and its token cannot be read from ${path}: run the command on ${host} as the user that runs the server`
}

/** Whether the server accepts connections, even if it does not answer in time. */
const isListening = (url: string): Promise<boolean> =>
  fetch(new URL('/healthz', url), { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) }).then(
    () => true,
    (error) => networkErrorCode(error) !== 'ECONNREFUSED',
  )
