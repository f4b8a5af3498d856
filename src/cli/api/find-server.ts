import type { Config } from '../../config/config.ts'
import { openReadOnly } from '../../db/client.ts'
import { type ObservedLease, readLease } from '../../db/lease/lease.ts'
import { hostIn, isLoopback } from '../../lib/net/network.ts'
import { systemClock } from '../../lib/time/clock.ts'
import { type CommandContext, CommandError } from '../context.ts'
import { networkErrorCode } from './send.ts'

/** The database that a command is about, and who asks. */
export interface Place {
  readonly config: Config
  readonly context: CommandContext
}

/** As much of it as looking for a server takes. */
type Sight = { readonly config: Pick<Config, 'database'>; readonly context: Pick<CommandContext, 'owner'> }

export interface Server {
  readonly url: string
  /** What it knows its operator by. */
  readonly token: string
}

// A server has an address as soon as it listens, another command is done soon.
const PATIENCE_MS = 5000
const PAUSE_MS = 100
const PROBE_MS = 2000

/**
 * The server that has the database; `undefined` when nobody has it. Waits for a process that has no address.
 * @throws CommandError when that takes too long, or the server is out of reach
 */
export const findServer = async (place: Sight, patienceMs = PATIENCE_MS): Promise<Server | undefined> => {
  const deadline = systemClock.now() + patienceMs
  for (;;) {
    const lease = await findLease(place)
    if (!lease) return undefined
    if (lease.url !== undefined) return toServer(lease, lease.url, place)
    if (systemClock.now() > deadline) {
      const { pid, host } = lease.holder
      throw new CommandError(
        `process ${pid} on ${host} has the database and takes no requests: try again when it has ended`,
      )
    }
    await systemClock.sleep(PAUSE_MS)
  }
}

/** The lease of a process that lives. Nothing is written. */
export const findLease = async ({ config, context }: Sight): Promise<ObservedLease | undefined> => {
  const database = await openReadOnly(config.database)
  try {
    const lease = database && (await readLease(database, { ...context.owner, now: systemClock.now }))
    if (!lease || lease.isFresh) return lease
    // A process of this machine has its number: the one that is meant after a sleep, or another one after a restart.
    return lease.url !== undefined && (await isListening(lease.url)) ? lease : undefined
  } finally {
    await database?.close()
  }
}

const toServer = ({ holder }: ObservedLease, url: string, { context }: Sight): Server => {
  if (holder.host !== context.owner.holder.host && isLoopback(hostIn(url) ?? '')) {
    throw new CommandError(`the server on ${holder.host} has the database: run the command there`)
  }
  return { url, token: holder.token }
}

/** Whether the address takes connections, also when nothing is answered in time. */
const isListening = (url: string): Promise<boolean> =>
  fetch(new URL('/healthz', url), { signal: AbortSignal.timeout(PROBE_MS) }).then(
    () => true,
    (error) => networkErrorCode(error) !== 'ECONNREFUSED',
  )
