import packageJson from '../../package.json' with { type: 'json' }
import { parseConfig } from '../config/config.ts'
import { openDatabase } from '../db/client.ts'
import { LeaseKeeper } from '../db/lease/keeper.ts'
import { Lease } from '../db/lease/lease.ts'
import { migrate, pendingMigrations } from '../db/migrate.ts'
import { openApiDocument } from '../http/openapi.ts'
import { systemClock } from '../lib/time/clock.ts'
import { createLogger } from '../logging/logger.ts'
import type { Tracing } from '../telemetry/tracing.ts'
import { loadMigrations } from './assets.ts'
import { anonymous, composeParts, type PartsOptions } from './compose.ts'
import { LeaseLeadership } from './leadership.ts'

export interface ContainerOptions extends Omit<PartsOptions, 'migrations' | 'tracing' | 'leadership'> {
  /** Opens the database; by default as it is configured. */
  readonly open?: typeof openDatabase
}

/** Opens everything that the program consists of; the one place that knows all of it. */
export const createContainer = async (options: ContainerOptions) => {
  const { config, logger, clock = systemClock, random = Math.random, owner = anonymous() } = options
  const { open = openDatabase } = options
  const database = await open(config.database, { clock, random, logger })
  try {
    const lease = new Lease({ ...owner, database, clock })
    const migrations = loadMigrations()
    const tracing = await startTracing(options)
    const leadership = new LeaseLeadership()
    const parts = composeParts(database, { ...options, owner, migrations, tracing, leadership }, lease.fence)
    const prepare = async () => {
      const applied = await migrate(database, migrations)
      if (applied > 0) logger.info({ applied }, 'database migrated')
    }
    await parts.workspace.open()
    // A schema that is not ours is refused before the lease is written beside it.
    await pendingMigrations(database, migrations)
    const isOurs = (await lease.take()) === undefined
    if (isOurs) await prepare()

    const lost = new AbortController()
    const keeper = new LeaseKeeper({
      lease,
      clock,
      logger,
      async onGained() {
        await prepare()
        leadership.gain()
        await parts.folders.restore()
        await parts.secrets.warnOfUnavailable()
        await parts.engine.start()
        parts.retention.start()
        parts.backups?.start()
      },
      onLost() {
        leadership.lose()
        lost.abort(new Error('another server has taken over the database'))
      },
    })
    return {
      app: parts.app,
      /** Whether there is or ever was an API key. */
      hasKeys: () => parts.apiKeys.hasAny(),
      /** Aborted when another process has taken the database over: nothing can be written any more. */
      lost: lost.signal,
      /** Where the command line on this machine asks; it is told to others from the start on. */
      announce: (url: string) => lease.announce(url),
      /** Begins work; without it, or while another server has the database, there are only reads. */
      start: () => keeper.start(),
      /** Tells supervisors that it stops, and ends what would hold a connection for long. */
      leave: parts.leave,
      /** Leaves executions as they stand, on disk; who waits for one is answered that it goes on later. */
      suspend: () => parts.engine.close(),
      async close() {
        parts.leave()
        await parts.backups?.close()
        await parts.retention.close()
        await parts.engine.close()
        await parts.close()
        await parts.writer.drain()
        await keeper.close()
        await database.close()
        await tracing?.close()
      },
    }
  } catch (error) {
    await database.close()
    throw error
  }
}

export type Container = Awaited<ReturnType<typeof createContainer>>

/** The OpenAPI document of all routes, without a server and without touching a file. */
export const buildOpenApiDocument = async () => {
  const database = await openDatabase({ url: ':memory:', synchronous: 'OFF' })
  const parts = composeParts(database, { config: parseConfig({}), logger: createLogger({ level: 'silent' }) })
  await parts.close()
  await database.close()
  return openApiDocument(parts.app)
}

/** Its libraries are loaded only when traces have somewhere to go. */
const startTracing = async (options: ContainerOptions): Promise<Tracing | undefined> => {
  const { config, logger, clock = systemClock } = options
  if (!config.tracing) return undefined
  const { createTracing } = await import('../telemetry/tracing.ts')
  return createTracing({ ...config.tracing, version: packageJson.version, logger, clock })
}
