import { createDatabases, type DatabasesOptions } from '../../engine/databases/databases.ts'
import { EmbeddedEngine } from '../../engine/embedded/engine.ts'
import type { EmbeddedOptions, EngineLimits } from '../../engine/embedded/limits.ts'
import type { Places } from '../../engine/embedded/steps/tasks/task.ts'
import type { ExecutionEngine } from '../../engine/engine.ts'
import { nodeQueueFull } from '../../engine/errors.ts'
import { Expressions } from '../../engine/expressions/expressions.ts'
import { createFormats } from '../../engine/formats/formats.ts'
import { NodeTypes } from '../../engine/node-types/registry.ts'
import { bothObservers, type ExecutionObserver } from '../../engine/observer.ts'
import { createHttpClient } from '../../engine/outbound/client.ts'
import { guardAddresses } from '../../engine/outbound/guard.ts'
import type { FileStore, SecretStore, SqlQueries, TableStore } from '../../engine/ports.ts'
import type { ScriptSource } from '../../engine/records.ts'
import { createSandbox } from '../../engine/sandbox/sandbox.ts'
import { temporaryFolder } from '../../engine/tables/table-folder.ts'
import { LargeTasks } from '../../engine/workers/large-tasks.ts'
import type { SharedBudget } from '../../lib/async/byte-budget.ts'
import { FairSemaphore } from '../../lib/async/fair-semaphore.ts'
import { Turns } from '../../lib/async/turns.ts'
import { readPackageFile } from '../assets.ts'
import type { AppContext } from '../context.ts'
import type { Data } from './data.ts'
import { nodeCounters } from './node-failures.ts'
import type { Operations } from './operations.ts'
import { composeRestate } from './restate.ts'
import { tableFolderOf } from './tables.ts'

const CHECKPOINT_MS = 200
const WORK_SHARE = 0.75
// As long as `Retry-After` asks for.
const ADMISSION_TIMEOUT_MS = 1000

/** What graphs are checked by, and run by. */
export const composeRules = ({ config, resources }: AppContext) => {
  const turns = new Turns()
  const queueLimit = config.engine.nodeQueueLimit
  const large = new LargeTasks({ queueLimit, onQueueFull: nodeQueueFull })
  const expressions = new Expressions({ ...config.engine.expressions, turns, queueLimit, large })
  resources.defer(() => expressions.close())
  return { types: new NodeTypes(), expressions, turns, large }
}

export interface EngineParts {
  readonly rules: ReturnType<typeof composeRules>
  readonly data: Data
  readonly operations: Operations
  readonly scripts: { readonly service: ScriptSource }
  readonly secrets: { readonly service: SecretStore }
  readonly folders: { readonly workspace: FileStore }
  readonly memory: SharedBudget
  readonly tables: TableStore
  readonly queries: SqlQueries
  /** Besides those of metrics and traces. */
  readonly observer: ExecutionObserver
}

/** The engine with everything that nodes may reach; it runs nothing before it is started. */
export const composeEngine = (context: AppContext, parts: EngineParts): ExecutionEngine => {
  const { config, logger, clock, random, leadership, resources, authorities } = context
  const { rules, data, operations, scripts, secrets, folders, memory, tables, queries } = parts
  const sandbox = composeSandbox(context, rules)
  const guard = guardAddresses({ allow: config.engine.http.allow })
  const http = composeOutboundClient(context, { guard, authorities })
  const databases = composeDatabases(context, { guard, authorities, files: folders.workspace })
  const options: EmbeddedOptions = {
    ...rules,
    observer: bothObservers(operations.executions, parts.observer),
    services: {
      files: folders.workspace,
      formats: composeFormats(context, rules),
      tables,
      queries,
      databases,
      http,
      sandbox,
      stats: nodeCounters(data.dashboard.stats),
      logger,
    },
    ...data.executions,
    scripts: scripts.service,
    secrets: secrets.service,
    variables: data.variables.service,
    leadership,
    clock,
    random,
    places: composePlaces(context),
    outputBytes: config.engine.nodeOutputBytes,
    limits: limitsOf(context, memory),
  }
  const { hosts } = context
  const engine = hosts ? composeRestate(options, { data, hosts }) : new EmbeddedEngine(options)
  resources.defer(() => engine.close())
  return engine
}

/** A caller may have most of the places for work, which are soon free again, and a part of those for requests. */
const composePlaces = ({ config: { engine } }: AppContext): Places => {
  const { nodeConcurrency, nodeQueueLimit: queueLimit, http } = engine
  const share = Math.max(1, Math.floor(nodeConcurrency * WORK_SHARE))
  const queue = { queueLimit, onQueueFull: nodeQueueFull }
  return {
    work: new FairSemaphore({ limit: nodeConcurrency, share, ...queue }),
    request: new FairSemaphore({ limit: http.concurrency, share: http.callerConcurrency, ...queue }),
  }
}

const limitsOf = ({ config }: AppContext, shared: SharedBudget): EngineLimits => {
  const { engine, memory } = config
  return {
    nodeConcurrency: engine.executionConcurrency,
    executions: engine.executionLimit,
    queue: engine.executionQueueLimit,
    scheduled: engine.executionScheduledLimit,
    admissionTimeoutMs: ADMISSION_TIMEOUT_MS,
    steps: engine.executionStepLimit,
    timeoutMs: engine.executionTimeoutMs,
    checkpointMs: CHECKPOINT_MS,
    nodeInterruptions: engine.nodeInterruptionLimit,
    interruptions: engine.executionInterruptionLimit,
    memory: { shared, executionBytes: memory.executionBytes },
  }
}

type ThreadParts = Pick<EngineParts['rules'], 'large' | 'turns'>

const composeSandbox = ({ config, resources }: AppContext, { large, turns }: ThreadParts) => {
  const { workers, ...limits } = config.engine.code
  const sandbox = createSandbox({
    loadWasm: () => readPackageFile('quickjs.wasm'),
    ...limits,
    queueLimit: config.engine.nodeQueueLimit,
    large,
    turns,
    ...(workers > 0 && { workers }),
  })
  resources.defer(() => sandbox.close())
  return sandbox
}

const composeFormats = ({ config, resources }: AppContext, { large }: ThreadParts) => {
  const formats = createFormats({
    outputBytes: config.engine.nodeOutputBytes,
    timeoutMs: config.workspace.fileTimeoutMs,
    xml: config.workspace.xml,
    temporaryFolder: temporaryFolder({ folder: tableFolderOf(config) }),
    queueLimit: config.engine.nodeQueueLimit,
    large,
  })
  resources.defer(() => formats.close())
  return formats
}

type Outbound = Pick<DatabasesOptions, 'guard' | 'authorities'>

const composeOutboundClient = ({ config, resources }: AppContext, outbound: Outbound) => {
  const { maxBytes, timeoutMs } = config.engine.http
  const client = createHttpClient({ maxResponseBytes: maxBytes, timeoutMs, ...outbound })
  resources.defer(() => client.close())
  return client
}

const composeDatabases = (
  { config, resources }: AppContext,
  outbound: Outbound & Pick<DatabasesOptions, 'files'>,
) => {
  const databases = createDatabases({
    ...outbound,
    timeoutMs: config.databaseNode.timeoutMs,
    limit: config.databaseNode.concurrency,
    memoryBytes: config.tables.query.memoryBytes,
    temporaryFolder: temporaryFolder({ folder: tableFolderOf(config) }),
    queueLimit: config.engine.nodeQueueLimit,
  })
  resources.defer(() => databases.close())
  return databases
}
