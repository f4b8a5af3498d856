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
import { composeActions } from '../features/actions/compose.ts'
import { composeApiKeys } from '../features/api-keys/compose.ts'
import { composeBackups } from '../features/backups/compose.ts'
import { composeCatalogue } from '../features/catalogue/compose.ts'
import { composeDashboard } from '../features/dashboard/compose.ts'
import { composeExecutionStore, composeExecutions } from '../features/executions/compose.ts'
import { composeFolders } from '../features/folders/compose.ts'
import { composeIdempotency } from '../features/idempotency/compose.ts'
import { composeScripts } from '../features/scripts/compose.ts'
import { composeSecrets } from '../features/secrets/compose.ts'
import { composeSettings } from '../features/settings/compose.ts'
import { composeSystem } from '../features/system/compose.ts'
import { createApp } from '../http/app.ts'
import { docsRoutes } from '../http/docs.ts'
import { Semaphore } from '../lib/async/semaphore.ts'
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
  const operations = composeSystem({ ...watched, database, migrations, types, clock, metrics, tracing })
  const writer = new Writer(database, fence, operations.watchCommit)
  const rules = { types, expressions: new Expressions() }
  const store = { database, writer }
  const dashboard = composeDashboard({ ...store, clock })
  const settings = composeSettings({ ...store, clock })
  const executionStore = composeExecutionStore(store)
  const folders = composeFolders({ config: config.workspace, settings: settings.store, clock, logger })
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
  const scripts = composeScripts({ ...store, rules, clock, leadership })
  const { keyring } = config.secrets
  const secrets = composeSecrets({ ...store, keyring, clock, logger, leadership })
  const engine = new EmbeddedEngine({
    ...rules,
    observer: operations.observer,
    services: { files: folders.workspace, http, sandbox, stats: dashboard.stats, logger },
    store: executionStore.store,
    scripts: scripts.service,
    secrets: secrets.service,
    leadership,
    clock,
    random,
    nextId: executionStore.nextId,
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
  const backups = composeBackups({ config, clock, logger, self })
  const access = composeApiKeys({
    config: config.http,
    database,
    writer,
    clock,
    operatorToken: owner.holder.token,
    leadership,
  })
  const executions = composeExecutions({
    ...store,
    store: executionStore.store,
    engine,
    scripts: scripts.service,
    streams: access.streams,
    config: config.engine,
    clock,
    logger,
  })
  const { version } = packageJson
  const docs = docsRoutes({ loadAsset: readPackageFile })
  const app = createApp({
    config: config.http,
    logger,
    clock: performance,
    isDatabaseUnavailable,
    guard: { config: config.http, authenticator: access.authenticator, clock },
    outerStages: operations.stages,
    postMiddleware: [composeIdempotency({ writer, clock, nextId: executionStore.nextId }).middleware],
    routes: [
      ...scripts.routes,
      ...executions.routes,
      ...composeActions({ engine, rules }).routes,
      ...dashboard.routes,
      ...settings.routes,
      ...composeCatalogue({ types, config, version }).routes,
      ...secrets.routes,
      ...folders.routes,
      ...access.routes,
      ...operations.routes,
      ['/docs', docs],
      ['/docs/', docs],
    ],
  })
  const leave = () => {
    operations.leave()
    executions.service.endStreams()
  }
  const close = async () => {
    await Promise.all([sandbox.close(), rules.expressions.close(), http.close(), operations.close()])
  }
  return {
    app,
    engine,
    leave,
    retention: executions.retention,
    backups,
    folders: folders.service,
    secrets: secrets.service,
    workspace: folders.workspace,
    apiKeys: access.repository,
    writer,
    close,
  }
}
