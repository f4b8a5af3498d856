import { randomUUID } from 'node:crypto'
import type { InStatement } from '@libsql/client'
import { Registry } from 'prom-client'
import packageJson from '../../package.json' with { type: 'json' }
import type { Config } from '../config/config.ts'
import type { Database } from '../db/client.ts'
import { isDatabaseUnavailable } from '../db/errors.ts'
import type { LeaseOwner } from '../db/lease/lease.ts'
import type { Migration } from '../db/migrate.ts'
import { Writer } from '../db/writer.ts'
import type { Leadership } from '../domain/leadership.ts'
import { EmbeddedEngine } from '../engine/embedded/engine.ts'
import { Expressions } from '../engine/expressions/expressions.ts'
import { NodeTypes } from '../engine/node-types/registry.ts'
import { lazyHttpClient } from '../engine/outbound/lazy-client.ts'
import { createSandbox } from '../engine/sandbox/sandbox.ts'
import { actionRoutes } from '../features/actions/routes.ts'
import { ActionService } from '../features/actions/service.ts'
import { composeAccess } from '../features/api-keys/compose.ts'
import { apiKeyRoutes } from '../features/api-keys/routes.ts'
import { composeBackups } from '../features/backups/compose.ts'
import { catalogueRoutes } from '../features/catalogue/routes.ts'
import { CatalogueService } from '../features/catalogue/service.ts'
import { StatsRepository } from '../features/dashboard/repository.ts'
import { dashboardRoutes } from '../features/dashboard/routes.ts'
import { DashboardService } from '../features/dashboard/service.ts'
import { executeRoutes } from '../features/executions/execute-routes.ts'
import { ExecutionRepository } from '../features/executions/repository.ts'
import { RetentionRepository } from '../features/executions/retention/repository.ts'
import { Retention } from '../features/executions/retention/retention.ts'
import { executionRoutes } from '../features/executions/routes.ts'
import { EXECUTION_ID_PREFIX, ExecutionService } from '../features/executions/service.ts'
import { folderRoutes } from '../features/folders/routes.ts'
import { FolderService } from '../features/folders/service.ts'
import { Workspace } from '../features/folders/workspace.ts'
import { idempotency } from '../features/idempotency/middleware.ts'
import { IdempotencyRepository } from '../features/idempotency/repository.ts'
import { graphRoutes } from '../features/scripts/graph-routes.ts'
import { ScriptRepository } from '../features/scripts/repository.ts'
import { scriptRoutes } from '../features/scripts/routes.ts'
import { ScriptService } from '../features/scripts/service.ts'
import { SecretRepository } from '../features/secrets/repository.ts'
import { secretRoutes } from '../features/secrets/routes.ts'
import { SecretService } from '../features/secrets/service.ts'
import { SettingsRepository } from '../features/settings/repository.ts'
import { settingsRoutes } from '../features/settings/routes.ts'
import { SettingsService } from '../features/settings/service.ts'
import { composeOperations } from '../features/system/compose.ts'
import { createApp } from '../http/app.ts'
import { docsRoutes } from '../http/docs.ts'
import { Semaphore } from '../lib/async/semaphore.ts'
import { createIds } from '../lib/store/ids.ts'
import type { Program } from '../lib/system/program.ts'
import { type AlarmClock, systemClock } from '../lib/time/clock.ts'
import type { Logger } from '../logging/logger.ts'
import type { Tracing } from '../telemetry/tracing.ts'
import { readPackageFile } from './assets.ts'

export interface PartsOptions {
  readonly config: Config
  readonly logger: Logger
  readonly clock?: AlarmClock
  /** Chance, for the jitter between attempts. */
  readonly random?: () => number
  /** Who writes to the database; by default a process that nobody else knows of. */
  readonly owner?: LeaseOwner
  /** How this program is started, for its backups; by default as it is when it is installed. */
  readonly self?: Program
  /** What `/metrics` shows; the program's own metrics are added to those that are in it. */
  readonly metrics?: Registry
  /** The history of the schema, which a server that is ready has behind it. */
  readonly migrations?: readonly Migration[]
  readonly tracing?: Tracing | undefined
  /** Whether this process may write; by default it may not. */
  readonly leadership?: Leadership
}

const NO_LEADER: Leadership = { isLeader: false }

const CHECKPOINT_MS = 200
// As long as `Retry-After` asks for.
const PATIENCE_MS = 1000

const installed: Program = { command: 'scriptd', args: [] }

/** An owner that nobody else knows of. */
export const anonymous = (): LeaseOwner => ({
  holder: { host: 'localhost', pid: 0, token: randomUUID() },
  isAlive: () => false,
})

/** Makes all parts and joins them; nothing is begun. The fence, if there is one, guards every write. */
export const composeParts = (database: Database, options: PartsOptions, fence?: InStatement) => {
  const { config, logger, clock = systemClock, random = Math.random } = options
  const { owner = anonymous(), self = installed } = options
  const { metrics = new Registry(), migrations = [], tracing, leadership = NO_LEADER } = options
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
  const http = lazyHttpClient(async () => {
    const { createHttpClient } = await import('../engine/outbound/client.ts')
    const { guardedConnect } = await import('../engine/outbound/guard.ts')
    const { maxBytes, timeoutMs, allow } = config.engine.http
    return createHttpClient({ maxResponseBytes: maxBytes, timeoutMs, connect: guardedConnect({ allow }) })
  })
  const scripts = new ScriptService({
    repository: new ScriptRepository(database, writer),
    rules,
    clock,
    leadership,
  })
  const secrets = new SecretService({
    repository: new SecretRepository(database, writer),
    keyring: config.secrets.keyring,
    clock,
    logger,
    leadership,
  })
  const nextId = createIds(EXECUTION_ID_PREFIX)
  const engine = new EmbeddedEngine({
    ...rules,
    observer: operations.observer,
    services: { files: workspace, http, sandbox, stats, logger },
    store: executionStore,
    scripts,
    secrets,
    leadership,
    clock,
    random,
    nextId,
    places: new Semaphore(config.engine.nodeConcurrency),
    outputBytes: config.engine.nodeOutputBytes,
    limits: {
      nodeConcurrency: config.engine.executionConcurrency,
      executions: config.engine.executionLimit,
      queue: config.engine.executionQueueLimit,
      patienceMs: PATIENCE_MS,
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
  const backups = composeBackups({ config, clock, logger, self })
  const access = composeAccess({
    config: config.http,
    database,
    writer,
    clock,
    operatorToken: owner.holder.token,
    leadership,
  })
  const folders = new FolderService({ workspace, settings, clock, logger })
  const run = { executions, streams: access.streams, executeWaitMs: config.engine.executeWaitMs }
  const docs = docsRoutes({ loadAsset: readPackageFile })
  const app = createApp({
    config: config.http,
    logger,
    clock: performance,
    isDatabaseUnavailable,
    guard: { config: config.http, authenticator: access.authenticator, clock },
    outerStages: operations.stages,
    postMiddleware: [idempotency({ repository: new IdempotencyRepository(writer), clock, nextId })],
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
      ['/api/keys', apiKeyRoutes(access.keys)],
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
    await Promise.all([sandbox.close(), rules.expressions.close(), http.close(), operations.close()])
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
    apiKeys: access.repository,
    writer,
    close,
  }
}
