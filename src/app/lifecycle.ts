import { randomUUID } from 'node:crypto'
import { Registry } from 'prom-client'
import packageJson from '../../package.json' with { type: 'json' }
import { openDatabase } from '../db/client.ts'
import { hasText } from '../db/errors.ts'
import { LeaseKeeper } from '../db/lease/keeper.ts'
import { Lease } from '../db/lease/lease.ts'
import { OperatorTokenFile } from '../db/lease/operator-token.ts'
import type { LeaseOwner } from '../db/lease/owner.ts'
import { migrate, pendingMigrations, type SchemaReader } from '../db/migrate.ts'
import type { Program } from '../lib/system/program.ts'
import { systemClock } from '../lib/time/clock.ts'
import type { Tracing } from '../telemetry/tracing.ts'
import { loadMigrations } from './assets.ts'
import { composeHosts } from './compose/hosts.ts'
import { composeServer, type Server } from './compose.ts'
import type { AppContext } from './context.ts'
import { readExtraAuthorities } from './extra-authorities.ts'
import { LeaseLeadership } from './leadership.ts'

type Optional = Partial<
  Pick<AppContext, 'clock' | 'random' | 'owner' | 'operatorToken' | 'self' | 'metrics' | 'writesInThread'>
>

export interface ApplicationOptions extends Pick<AppContext, 'config' | 'logger'>, Optional {
  /** Opens the database that the configuration names; replaceable to make it fail. */
  readonly open?: typeof openDatabase
}

const INSTALLED: Program = { command: 'scriptd', args: [] }

/** An owner of the lease that no other process knows. */
export const unknownOwner = (): LeaseOwner => ({
  holder: { host: 'localhost', pid: 0, id: randomUUID() },
  isAlive: () => false,
})

/**
 * Opens the database and everything on top of it. Nothing runs before `start`, and only reads are answered while
 * another process holds the lease. What was opened is closed in reverse order, also when opening fails.
 */
export const openApplication = async (options: ApplicationOptions) => {
  await using opening = new AsyncDisposableStack()
  const context = await openContext(options, opening)
  const { lease, leadership, database, migrations, logger } = context
  const server = composeServer(context)
  const tokenFile = new OperatorTokenFile(context.config.database.url)
  opening.defer(() => tokenFile.remove(context.operatorToken))
  const closing = closeInOrder(server, opening)

  const migrateSchema = async () => {
    const applied = await migrate(database, migrations)
    if (applied > 0) logger.info({ applied }, 'database migrated')
  }
  await server.folders.workspace.open()
  if ((await lease.take()) === undefined) await migrateSchema()

  const resources = opening.move()
  return {
    app: server.app,
    /** Whether an API key exists or ever existed. */
    hasKeys: () => server.access.repository.hasAny().catch(noneWithoutSchema),
    /** Aborted when another process has taken the database over: nothing can be written from then on. */
    lost: context.lost,
    /** The address at which commands on this machine reach this process, published when it has the lease. */
    announce: (url: string) => lease.announce(url),
    /** Starts work, or waits in the background for the lease when another process holds it. */
    start: () =>
      startInTurn(context, migrateSchema, async () => {
        if (lease.isAnnounced) await publishToken(context, tokenFile)
        leadership.gain()
        await startWork(server, context)
      }),
    /** Fails the readiness probe, and ends event streams and profiles, which would hold connections. */
    leave: closing.leave,
    /** Leaves running executions on disk as they are; requests that wait for one are answered that it continues later. */
    suspend: () => server.engine.close(),
    close: () => resources.disposeAsync(),
  }
}

/** While another process makes the schema of a new database, nobody has created a key. */
const noneWithoutSchema = (error: unknown): false => {
  if (hasText(error, 'no such table')) return false
  throw error
}

/** One process at a time changes the schema; the work is for the holder of the lease, unless several hosts share it. */
const startInTurn = async (
  { keeper, hosts }: Pick<Awaited<ReturnType<typeof openContext>>, 'hosts' | 'keeper'>,
  migrateSchema: () => Promise<void>,
  work: () => Promise<void>,
) => {
  if (!hosts) return keeper.start(() => migrateSchema().then(work))
  await keeper.once(migrateSchema)
  await work()
}

export type Application = Awaited<ReturnType<typeof openApplication>>

/** Opens what the server is composed from. The lease outlives everything that writes. */
const openContext = async (options: ApplicationOptions, resources: AsyncDisposableStack) => {
  const { config, logger, clock = systemClock, random = Math.random, owner = unknownOwner() } = options
  const { open = openDatabase, self = INSTALLED, metrics = new Registry() } = options
  const { operatorToken = randomUUID(), writesInThread = false } = options
  // Before anything is opened: a mistake in the configuration is reported at once.
  const authorities = readExtraAuthorities(config)
  const tracing = await startTracing({ config, logger, clock })
  resources.defer(async () => tracing?.close())
  const migrations = loadMigrations()
  // A database of another program or of a newer version must stay as it is.
  const accept = (found: SchemaReader) => pendingMigrations(found, migrations)
  const database = await open(config.database, { clock, random, logger, accept })
  resources.defer(() => database.close())
  const lease = new Lease({ ...owner, database, clock })
  const hosts = composeHosts({ config, clock, logger })
  const leadership = new LeaseLeadership({ isShared: hosts !== undefined })
  const lost = new AbortController()
  const onLost = () => {
    leadership.lose()
    lost.abort(new Error('another server took over the database'))
  }
  const keeper = new LeaseKeeper({ lease, clock, logger, onLost })
  resources.defer(() => keeper.close())
  const given = { config, logger, clock, random, tracing, authorities }
  const program = { owner, operatorToken, self, metrics, writesInThread }
  // Hosts that share the work take executions from one another instead.
  const stored = { database, migrations, lease, fence: hosts ? undefined : lease.fence }
  const duty = hosts?.duties ?? leadership
  return { ...given, ...program, ...stored, leadership, duty, hosts, keeper, lost: lost.signal, resources }
}

/** Its libraries are loaded only when traces are exported. */
const startTracing = async ({ config, logger, clock }: Pick<AppContext, 'config' | 'logger' | 'clock'>) => {
  if (!config.tracing) return undefined
  const { createTracing } = await import('../telemetry/tracing.ts')
  return createTracing({ ...config.tracing, version: packageJson.version, logger, clock }) satisfies Tracing
}

/** Lets commands of the same user call this process. */
const publishToken = async ({ operatorToken, logger }: AppContext, file: OperatorTokenFile) => {
  try {
    await file.write(operatorToken)
  } catch (error) {
    logger.warn({ err: error, file: file.path }, 'commands on this machine cannot call this server')
  }
}

const startWork = async (server: Server, { hosts }: Pick<AppContext, 'hosts'>) => {
  const { scripts, folders, secrets, engine, ticker, followUps, retention, backups } = server
  await scripts.service.indexNames()
  await folders.service.restore()
  await secrets.service.warnOfUnavailable()
  await followUps.warnOfUnusableScript()
  // Other hosts may be filling some of executions that are not in the database yet.
  if (!hosts) await server.sweepTables()
  await engine.start()
  await ticker.start()
  followUps.start()
  retention.start()
  server.abandonedFiles.start()
  backups?.start()
}

/** Registers the jobs of the server last, so that they stop first. */
const closeInOrder = (
  { ticker, followUps, retention, abandonedFiles, backups, system, executions }: Server,
  resources: AsyncDisposableStack,
) => {
  const leave = () => {
    system.leave()
    executions.service.endStreams()
  }
  resources.defer(() => ticker.close())
  resources.defer(() => followUps.close())
  resources.defer(() => retention.close())
  resources.defer(() => abandonedFiles.close())
  resources.defer(async () => backups?.close())
  resources.defer(leave)
  return { leave }
}
