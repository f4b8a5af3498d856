import packageJson from '../../package.json' with { type: 'json' }
import { composeActions } from '../features/actions/compose.ts'
import { type ActivityOptions, composeActivity } from '../features/activity/compose.ts'
import { composeBackups } from '../features/backups/compose.ts'
import { composeCatalogue } from '../features/catalogue/compose.ts'
import { composeExecutions } from '../features/executions/compose.ts'
import { composeFiles } from '../features/files/compose.ts'
import { composeFolders } from '../features/folders/compose.ts'
import { composeIdempotency } from '../features/idempotency/compose.ts'
import { composeActiveRuns } from '../features/schedules/compose.ts'
import { composeScripts } from '../features/scripts/compose.ts'
import { composeSecrets } from '../features/secrets/compose.ts'
import { composeSystem } from '../features/system/compose.ts'
import { loadGauges } from '../telemetry/load-gauges.ts'
import { composeAccess } from './compose/access.ts'
import { composeData } from './compose/data.ts'
import { composeEngine, composeRules } from './compose/engine.ts'
import { composeHttp } from './compose/http.ts'
import { composeMemory } from './compose/memory.ts'
import { composeOperations } from './compose/operations.ts'
import { composeTables } from './compose/tables.ts'
import { composeTriggers } from './compose/triggers.ts'
import type { AppContext } from './context.ts'

/** What executions are made of: the data, scripts and what nodes reach. */
const composeStored = (context: AppContext) => {
  const rules = composeRules(context)
  const operations = composeOperations(context, rules.types)
  const data = composeData(context, operations.commits)
  const tables = composeTables(context)
  const shared = { ...context, ...data, ...tables, memory: composeMemory(context), turns: rules.turns }
  const scripts = composeScripts({ ...shared, rules, versions: context.config.versions })
  const secrets = composeSecrets({ ...shared, keyring: context.config.secrets.keyring })
  const folders = composeFolders({
    ...shared,
    config: context.config.workspace,
    settings: data.settings.store,
  })
  const files = composeFiles({ ...shared, files: folders.files, selected: () => folders.workspace.selected })
  return { rules, operations, data, shared, scripts, secrets, folders, files }
}

type ObservedParts = ActivityOptions & Parameters<typeof composeSystem>[0] & Parameters<typeof loadGauges>[1]

/** What reports the state of the server. */
const composeObserved = (context: AppContext, parts: ObservedParts) => {
  const activity = composeActivity(parts)
  const system = composeSystem(parts)
  context.resources.defer(() => system.close())
  loadGauges(context.metrics, parts)
  return { activity, system }
}

/** Wires the object graph; starts nothing. Closing `context.resources` closes what it made. */
export const composeServer = (context: AppContext) => {
  const stored = composeStored(context)
  const { rules, operations, data, shared, scripts, secrets, folders, files } = stored
  const services = { scripts: scripts.service, secrets: secrets.service }
  const { config } = context
  const active = composeActiveRuns()
  const engine = composeEngine(context, { ...shared, ...stored, observer: active.observer })
  const access = composeAccess(shared, data)
  const idempotency = composeIdempotency({ ...shared, nextId: data.executions.nextId })
  const executions = composeExecutions({
    ...shared,
    ...data.executions,
    ...access,
    ...config.http,
    config: config.engine,
    engine,
    ...services,
    freeSpace: idempotency.forget,
    pruneVersions: () => scripts.versions.prune(),
  })
  const runs = { engine, active, folder: files.folder, ...services, ...rules, leadership: context.duty }
  const triggers = composeTriggers({ ...shared, ...config.http, ...data.executions, ...access, ...runs })
  const jobs = { ...triggers.jobs, ...executions.jobs, backups: composeBackups(context) }
  const { activity, system } = composeObserved(context, { ...shared, engine, executions: executions.recent })
  const catalogue = composeCatalogue({ types: rules.types, config, version: packageJson.version })
  const main = [
    scripts,
    executions,
    triggers,
    composeActions({ engine, rules }),
    data.dashboard,
    data.settings,
  ]
  const others = [data.variables, catalogue, secrets, folders, files, access, activity, system]
  const routes = [...main, ...others].flatMap((feature) => [...feature.routes])
  const receivers = [triggers.receiver, executions.receiver]
  const app = composeHttp(shared, { access, operations, idempotency, routes, receivers })
  return { app, engine, access, executions, scripts, folders, secrets, system, ...jobs }
}

export type Server = ReturnType<typeof composeServer>
