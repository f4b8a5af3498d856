import type { Registry } from 'prom-client'
import type { Config } from '../../config/config.ts'
import type { Database } from '../../db/client.ts'
import type { Writer } from '../../db/writer.ts'
import type { Leadership } from '../../domain/leadership.ts'
import type { ExecutionEngine } from '../../engine/engine.ts'
import type { TableStore } from '../../engine/ports.ts'
import type { StreamSlots } from '../../http/access/stream-slots.ts'
import type { Receiver } from '../../http/receiver.ts'
import type { SharedBudget } from '../../lib/async/byte-budget.ts'
import type { Turns } from '../../lib/async/turns.ts'
import { createIds } from '../../lib/store/ids.ts'
import { TokenBuckets } from '../../lib/store/token-buckets.ts'
import type { AlarmClock } from '../../lib/time/clock.ts'
import type { Logger } from '../../logging/logger.ts'
import { eventMetrics } from '../../telemetry/event-metrics.ts'
import { executeRoutes } from './execute-routes.ts'
import { NodeViews } from './nodes/node-views.ts'
import { executionNodeRoutes } from './nodes/routes.ts'
import { nodeTableRoutes } from './nodes/table-routes.ts'
import { TableViews } from './nodes/table-views.ts'
import type { ExecutableScripts } from './ports.ts'
import { RecentExecutions } from './recent/recent-executions.ts'
import { RecentRepository } from './recent/recent-repository.ts'
import { RetentionRepository } from './retention/repository.ts'
import { Retention, type RetentionOptions } from './retention/retention.ts'
import { executionRoutes } from './routes.ts'
import { BATCH_ID_PREFIX, EXECUTION_ID_PREFIX, ExecutionService } from './service.ts'
import { ExecutionLists } from './store/list-repository.ts'
import { NodeLists } from './store/node-list-repository.ts'
import { PartsRepository } from './store/parts-repository.ts'
import { ExecutionRepository } from './store/repository.ts'
import { isTaken } from './store/save-statements.ts'
import { DelayedRepository } from './store/scheduling/delayed-repository.ts'
import { SharedRepository } from './store/scheduling/shared-repository.ts'
import { ExecutionViews } from './views.ts'
import { EventRepository } from './waiting/event-repository.ts'
import { eventRoutes, executionEventRoutes } from './waiting/event-routes.ts'
import { EVENT_ID_PREFIX, EventService } from './waiting/event-service.ts'
import { linkReceiver } from './waiting/link-middleware.ts'
import { LinkRepository } from './waiting/link-repository.ts'
import { linkOperations } from './waiting/link-routes.ts'
import { RESUME_PATH, SignedLinks } from './waiting/resume-links.ts'

export interface ExecutionStoreOptions {
  readonly database: Database
  readonly writer: Writer
}

// What an execution takes on the disk can exceed the estimate of what it takes in memory, but not by more than this.
const DISK_TO_MEMORY = 1.5

/** The part that an engine is built on. */
export const composeExecutionStore = (
  { database, writer }: ExecutionStoreOptions,
  { memory, secrets, http, engine, hosts }: Config,
) => {
  const ends = {
    maxBytes: memory.executionBytes * DISK_TO_MEMORY,
    onFailureScript: engine.onFailureScript,
  }
  return {
    store: new ExecutionRepository(database, writer, { ...ends, isShared: hosts !== undefined }),
    delayed: new DelayedRepository(database, writer),
    sharing: { shared: new SharedRepository({ database, writer, ...ends }), isTaken },
    nextId: createIds(EXECUTION_ID_PREFIX),
    links: new SignedLinks({
      keyring: secrets.keyring,
      publicUrl: http.publicUrl,
      days: engine.events.links.days,
    }),
  }
}

interface EventsOptions extends ExecutionStoreOptions {
  readonly engine: ExecutionEngine
  readonly links: SignedLinks
  readonly config: Pick<Config['engine'], 'events'>
  readonly memory: SharedBudget
  readonly bodyLimitBytes: number
  readonly metrics: Registry
  readonly turns: Turns
  readonly clock: AlarmClock
  readonly logger: Logger
}

/** What resumes steps that wait for the outside. `receiver` belongs before everything that asks for a key. */
const composeEvents = (options: EventsOptions) => {
  const { database, writer, clock, config } = options
  const { perSecond } = config.events.links
  const events = new EventService({
    ...options,
    repository: new EventRepository(writer),
    nextEventId: createIds(EVENT_ID_PREFIX),
    limits: config.events,
    metrics: eventMetrics(options.metrics),
  })
  const rate = perSecond > 0 ? new TokenBuckets({ perSecond, clock }) : undefined
  return {
    receiver: {
      path: `${RESUME_PATH}*`,
      handler: linkReceiver({ ...options, repository: new LinkRepository(database), events, rate }),
      operations: linkOperations,
    } satisfies Receiver,
    routes: [
      ['/api/executions', executionEventRoutes(events)],
      ['/api/events', eventRoutes(events)],
    ] as const,
  }
}

export interface ExecutionsOptions
  extends ExecutionStoreOptions,
    Pick<EventsOptions, 'links' | 'memory' | 'bodyLimitBytes' | 'metrics'> {
  readonly store: ExecutionRepository
  readonly tables: TableStore
  readonly engine: ExecutionEngine
  readonly scripts: ExecutableScripts
  readonly streams: StreamSlots
  readonly config: Pick<Config['engine'], 'executeWaitMs' | 'retention' | 'events'>
  readonly clock: AlarmClock
  readonly logger: Logger
  readonly turns: Turns
  /** Whether this process deletes what is too old. */
  readonly duty: Leadership
  readonly freeSpace: RetentionOptions['freeSpace']
  readonly pruneVersions: RetentionOptions['pruneVersions']
}

const composeRetention = ({
  database,
  writer,
  store,
  config,
  clock,
  logger,
  duty,
  freeSpace,
  pruneVersions,
  tables,
}: ExecutionsOptions) => {
  const { bytes, ...rule } = config.retention
  const repository = new RetentionRepository(database, writer, {
    onContentsPruned: () => store.forgetContents(),
    tables,
  })
  return new Retention({ repository, leadership: duty, clock, logger, rule, bytes, freeSpace, pruneVersions })
}

/** Deletes what an earlier process has left of tables. To be called before anything runs. */
const sweepTables = ({ tables, store }: ExecutionsOptions) => tables.sweep((ids) => store.present(ids))

/** The part that is built on an engine. Retention does nothing until it is started. */
export const composeExecutions = (options: ExecutionsOptions) => {
  const { database, store, engine, streams, config, clock, turns } = options
  const parts = new PartsRepository(database, turns)
  const views = new ExecutionViews({ engine, repository: store, parts, turns })
  const service = new ExecutionService({
    ...options,
    repository: store,
    lists: new ExecutionLists(database, turns),
    views,
    nextBatchId: createIds(BATCH_ID_PREFIX),
  })
  const events = composeEvents(options)
  const { executeWaitMs } = config
  const nodes = new NodeViews({ engine, parts, views, nodeLists: new NodeLists(database) })
  const tables = new TableViews(nodes, options.tables)
  const handling = { executions: service, views, engine, parts, clock, turns, streams, executeWaitMs }
  return {
    service,
    recent: new RecentExecutions(new RecentRepository(database, turns), EXECUTION_ID_PREFIX),
    jobs: { retention: composeRetention(options), sweepTables: () => sweepTables(options) },
    receiver: events.receiver,
    routes: [
      ['/api/scripts', executeRoutes(handling)],
      ['/api/executions', executionRoutes(handling)],
      ['/api/executions', executionNodeRoutes({ ...handling, nodes, tables })],
      ['/api/executions', nodeTableRoutes({ tables, turns })],
      ...events.routes,
    ] as const,
  }
}
