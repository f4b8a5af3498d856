import { type WatchCommit, Writer } from '../../db/writer.ts'
import { composeDashboard } from '../../features/dashboard/compose.ts'
import { composeExecutionStore } from '../../features/executions/compose.ts'
import { composeSettings } from '../../features/settings/compose.ts'
import { composeVariables } from '../../features/variables/compose.ts'
import type { AppContext } from '../context.ts'
import { threadAtFirstCommit } from '../write-thread.ts'

/** The only writer of the database, and the stores that several features share. */
export const composeData = (context: AppContext, watchCommit: WatchCommit) => {
  const { config, database, fence, clock, leadership, resources, writesInThread } = context
  const watch = writesInThread ? threadAtFirstCommit(context, watchCommit) : watchCommit
  const writer = new Writer(database, fence, watch)
  resources.defer(() => writer.drain())
  const data = { database, writer }
  return {
    ...data,
    executions: composeExecutionStore(data, config),
    settings: composeSettings({ ...data, clock }),
    variables: composeVariables({ ...data, clock, leadership }),
    dashboard: composeDashboard({ ...data, clock }),
  }
}

export type Data = ReturnType<typeof composeData>
