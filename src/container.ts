import { randomUUID } from 'node:crypto'
import type { InStatement } from '@libsql/client'
import { Registry } from 'prom-client'
import packageJson from '../package.json' with { type: 'json' }
import { actionRoutes } from './actions/routes.ts'
import { ActionService } from './actions/service.ts'
import { Authenticator } from './api-keys/authenticator.ts'
import { ApiKeyRepository } from './api-keys/repository.ts'
import { apiKeyRoutes } from './api-keys/routes.ts'
import { ApiKeyService } from './api-keys/service.ts'
import { loadMigrations, readPackageFile } from './assets.ts'
import { backupCommand } from './backups/command.ts'
import { BackupSchedule } from './backups/schedule.ts'
import { catalogueRoutes } from './catalogue/routes.ts'
import { CatalogueService } from './catalogue/service.ts'
import { type Config, parseConfig } from './config.ts'
import { StatsRepository } from './dashboard/repository.ts'
import { dashboardRoutes } from './dashboard/routes.ts'
import { DashboardService } from './dashboard/service.ts'
import { type Database, openDatabase } from './db/client.ts'
import { filePath } from './db/database-file.ts'
import { isDatabaseUnavailable } from './db/errors.ts'
import { Lease, type LeaseOwner } from './db/lease.ts'
import { LeaseKeeper } from './db/lease-keeper.ts'
import { type Migration, migrate, pendingMigrations } from './db/migrate.ts'
import { Writer } from './db/writer.ts'
import { EmbeddedEngine } from './engine/embedded.ts'
import { Expressions } from './engine/expression.ts'
import { createHttpClient } from './engine/http-client.ts'
import { NodeTypes } from './engine/node-types/index.ts'
import { createSandbox } from './engine/sandbox.ts'
import { executeRoutes } from './executions/execute-routes.ts'
import { ExecutionRepository } from './executions/repository.ts'
import { Retention } from './executions/retention.ts'
import { RetentionRepository } from './executions/retention-repository.ts'
import { executionRoutes } from './executions/routes.ts'
import { EXECUTION_ID_PREFIX, ExecutionService } from './executions/service.ts'
import { StreamPlaces } from './executions/stream-places.ts'
import { folderRoutes } from './folders/routes.ts'
import { FolderService } from './folders/service.ts'
import { Workspace } from './folders/workspace.ts'
import { createApp } from './http/app.ts'
import { docsRoutes } from './http/docs.ts'
import { openApiDocument } from './http/openapi.ts'
import { idempotency } from './idempotency/middleware.ts'
import { IdempotencyRepository } from './idempotency/repository.ts'
import { type Clock, systemClock } from './lib/clock.ts'
import { createIds } from './lib/ids.ts'
import { createLogger, type Logger } from './lib/logger.ts'
import { isLoopback } from './lib/network.ts'
import type { Program } from './lib/program.ts'
import { Semaphore } from './lib/semaphore.ts'
import { graphRoutes } from './scripts/graph-routes.ts'
import { ScriptRepository } from './scripts/repository.ts'
import { scriptRoutes } from './scripts/routes.ts'
import { ScriptService } from './scripts/service.ts'
import { SecretRepository } from './secrets/repository.ts'
import { secretRoutes } from './secrets/routes.ts'
import { SecretService } from './secrets/service.ts'
import { SettingsRepository } from './settings/repository.ts'
import { settingsRoutes } from './settings/routes.ts'
import { SettingsService } from './settings/service.ts'
import { composeOperations } from './system/container.ts'
import type { Tracing } from './telemetry/tracing.ts'

export interface ContainerOptions {
  readonly config: Config
  readonly logger: Logger
  readonly clock?: Clock
  /** Chance, for the jitter between attempts. */
  readonly random?: () => number
  /** Who writes to the database; by default a process that nobody else knows of. */
  readonly owner?: LeaseOwner
  /** How this program is started, for its backups; by default as it is when it is installed. */
  readonly self?: Program
  /** Opens the database; by default as it is configured. */
  readonly open?: typeof openDatabase
  /** What `/metrics` shows; the program's own metrics are added to those that are in it. */
  readonly metrics?: Registry
}

const CHECKPOINT_MS = 200

const installed: Program = { command: 'scriptd', args: [] }

const anonymous = (): LeaseOwner => ({
  holder: { host: 'localhost', pid: 0, token: randomUUID() },
  isAlive: () => false,
})

/** Opens everything that the program consists of; the one place that knows all of it. */
export const createContainer = async (options: ContainerOptions) => {
  const { config, logger, clock = systemClock, random = Math.random, owner = anonymous() } = options
  const { open = openDatabase } = options
  const database = await open(config.database, { clock, random, logger })
  try {
    const lease = new Lease({ ...owner, database, clock })
    const migrations = loadMigrations()
    const tracing = await startTracing(options)
    const parts = compose(database, { ...options, owner, migrations, tracing }, lease.fence)
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
        await parts.folders.restore()
        await parts.secrets.warnOfUnavailable()
        await parts.engine.start()
        parts.retention.start()
        parts.backups?.start()
      },
      onLost: () => lost.abort(new Error('another server has taken over the database')),
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
  const parts = compose(database, { config: parseConfig({}), logger: createLogger({ level: 'silent' }) })
  await parts.close()
  await database.close()
  return openApiDocument(parts.app)
}

/** Its libraries are loaded only when traces have somewhere to go. */
const startTracing = async (options: ContainerOptions): Promise<Tracing | undefined> => {
  const { config, logger, clock = systemClock } = options
  if (!config.tracing) return undefined
  const { createTracing } = await import('./telemetry/tracing.ts')
  return createTracing({ ...config.tracing, version: packageJson.version, logger, clock })
}

interface Composition extends ContainerOptions {
  readonly migrations?: readonly Migration[]
  readonly tracing?: Tracing | undefined
}

const compose = (database: Database, options: Composition, fence?: InStatement) => {
  const { config, logger, clock = systemClock, random = Math.random } = options
  const { owner = anonymous(), self = installed } = options
  const { metrics = new Registry(), migrations = [], tracing } = options
  const types = new NodeTypes()
  const watched = { engine: () => engine, writer: () => writer }
  const operations = composeOperations({ ...watched, database, migrations, types, clock, metrics, tracing })
  const writer = new Writer(database, fence, operations.watchCommit)
  const rules = { types, expressions: new Expressions() }
  const stats = new StatsRepository(database, writer, clock)
  const settings = new SettingsRepository(database, writer)
  const executionStore = new ExecutionRepository(database, writer)
  const workspace = new Workspace({ root: config.workspace.dir, fileMaxBytes: config.workspace.fileMaxBytes })
  const sandbox = createSandbox({
    loadWasm: () => readPackageFile('quickjs.wasm'),
    memoryBytes: config.engine.code.memoryBytes,
    timeoutMs: config.engine.code.timeoutMs,
    ...(config.engine.code.workers > 0 && { workers: config.engine.code.workers }),
  })
  const http = createHttpClient({
    maxResponseBytes: config.engine.http.maxBytes,
    timeoutMs: config.engine.http.timeoutMs,
  })
  const scripts = new ScriptService({
    repository: new ScriptRepository(database, writer),
    rules,
    clock,
    isOnlyWriter: () => engine.isOpen,
  })
  const secrets = new SecretService({
    repository: new SecretRepository(database, writer),
    keyring: config.secrets.keyring,
    clock,
    logger,
    isOnlyWriter: () => engine.isOpen,
  })
  const nextId = createIds(EXECUTION_ID_PREFIX)
  const engine = new EmbeddedEngine({
    ...rules,
    observer: operations.observer,
    services: { files: workspace, http, sandbox, stats, logger },
    store: executionStore,
    scripts,
    secrets,
    clock,
    random,
    nextId,
    places: new Semaphore(config.engine.nodeConcurrency),
    outputBytes: config.engine.nodeOutputBytes,
    limits: {
      nodeConcurrency: config.engine.executionConcurrency,
      executions: config.engine.executionLimit,
      queue: config.engine.executionQueueLimit,
      steps: config.engine.executionStepLimit,
      timeoutMs: config.engine.executionTimeoutMs,
      checkpointMs: CHECKPOINT_MS,
    },
  })
  const executions = new ExecutionService({
    engine,
    repository: executionStore,
    scripts,
    clock,
    nextBatchId: createIds('ba'),
  })
  const { bytes, ...rule } = config.engine.retention
  const retention = new Retention({
    repository: new RetentionRepository(database, writer, () => executionStore.forgetGraphs()),
    clock,
    logger,
    rule,
    bytes,
  })
  const { url } = config.database
  const backups =
    config.backup.schedule === ''
      ? undefined
      : new BackupSchedule({
          ...config.backup,
          database: filePath(url),
          clock,
          logger,
          makeBackup: backupCommand(self, url),
        })
  const apiKeys = new ApiKeyRepository(database, writer)
  const authenticator = new Authenticator({
    repository: apiKeys,
    clock,
    demand: demandOf(config.http),
    operatorToken: owner.holder.token,
    isOnlyWriter: () => engine.isOpen,
  })
  const streams = new StreamPlaces(config.http.eventStreams)
  const keys = new ApiKeyService({
    repository: apiKeys,
    authenticator,
    clock,
    nextId: createIds('key'),
    onRevoked: (id) => streams.endAll(id),
  })
  const folders = new FolderService({ workspace, settings, clock, logger })
  const run = { executions, streams, executeWaitMs: config.engine.executeWaitMs }
  const docs = docsRoutes({ loadAsset: readPackageFile })
  const app = createApp({
    config: config.http,
    logger,
    clock: performance,
    isDatabaseUnavailable,
    guard: { config: config.http, authenticator, clock },
    outerMiddleware: operations.middleware,
    apiMiddleware: [idempotency({ repository: new IdempotencyRepository(writer), clock, nextId })],
    routes: [
      ['/api/scripts', scriptRoutes(scripts)],
      ['/api/scripts', graphRoutes(scripts)],
      ['/api/scripts', executeRoutes(run)],
      ['/api/executions', executionRoutes(run)],
      ['/api', actionRoutes(new ActionService(engine, rules))],
      ['/api/dashboard', dashboardRoutes(new DashboardService(stats, clock))],
      ['/api/config/user-settings', settingsRoutes(new SettingsService(settings, clock))],
      ['/api/config', catalogueRoutes(new CatalogueService({ types, config, version: packageJson.version }))],
      ['/api/secrets', secretRoutes(secrets)],
      ['/api', folderRoutes(folders)],
      ['/api/keys', apiKeyRoutes(keys)],
      ...operations.routes,
      ['/docs', docs],
      ['/docs/', docs],
    ],
  })
  const leave = () => {
    operations.leave()
    executions.endStreams()
  }
  const close = async () => {
    await Promise.all([sandbox.close(), http.close(), operations.close()])
  }
  return {
    app,
    engine,
    leave,
    executions,
    retention,
    backups,
    folders,
    secrets,
    workspace,
    apiKeys,
    writer,
    close,
  }
}

const demandOf = ({ auth, host }: Config['http']) => {
  if (auth === 'none') return 'never'
  return isLoopback(host) ? 'once_made' : 'always'
}
