import type { Config } from '../../config/config.ts'
import { openReadOnly } from '../../db/client.ts'
import { type ObservedLease, readLease } from '../../db/lease/lease.ts'
import { hostIn, isLoopback } from '../../lib/net/network.ts'
import { systemClock } from '../../lib/time/clock.ts'
import { type CommandContext, CommandError } from '../context.ts'
import { networkErrorCode } from './send.ts'

/** The database that a command works on, and the process that runs the command. */
export interface CommandTarget {
  readonly config: Config
  readonly context: CommandContext
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
 * @throws CommandError when that takes too long, or the server cannot be reached
 */
export const findServer = async (query: LeaseQuery, timeoutMs = TIMEOUT_MS): Promise<Server | undefined> => {
  const deadline = systemClock.now() + timeoutMs
  for (;;) {
    const lease = await findLease(query)
    if (!lease) return undefined
    if (lease.url !== undefined) return toServer(lease, lease.url, query)
    if (systemClock.now() > deadline) {
      const { pid, host } = lease.holder
      throw new CommandError(
        `process ${pid} on ${host} uses the database and takes no requests: try again when it has ended`,
      )
    }
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

const toServer = ({ holder }: ObservedLease, url: string, { context }: LeaseQuery): Server => {
  if (holder.host !== context.owner.holder.host && isLoopback(hostIn(url) ?? '')) {
    throw new CommandError(`the server on ${holder.host} uses the database: run the command there`)
  }
  return { url, token: holder.token }
}

/** Whether the server accepts connections, even if it does not answer in time. */
const isListening = (url: string): Promise<boolean> =>
  fetch(new URL('/healthz', url), { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) }).then(
    () => true,
    (error) => networkErrorCode(error) !== 'ECONNREFUSED',
  )
