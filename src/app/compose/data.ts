import { type WatchCommit, Writer } from '../../db/writer.ts'
import { composeDashboard } from '../../features/dashboard/compose.ts'
import { composeExecutionStore } from '../../features/executions/compose.ts'
import { composeSettings } from '../../features/settings/compose.ts'
import type { AppContext } from '../context.ts'

/** The only writer of the database, and the stores that several features share. */
export const composeData = (
  { config, database, fence, clock, resources }: AppContext,
  watchCommit: WatchCommit,
) => {
  const writer = new Writer(database, fence, watchCommit)
  resources.defer(() => writer.drain())
  const data = { database, writer }
  return {
    ...data,
    executions: composeExecutionStore(data, config.memory),
    settings: composeSettings({ ...data, clock }),
    dashboard: composeDashboard({ ...data, clock }),
  }
}

export type Data = ReturnType<typeof composeData>
