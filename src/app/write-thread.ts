import type { WatchCommit } from '../db/writer.ts'
import type { AppContext } from './context.ts'

type Context = Pick<AppContext, 'database' | 'logger'>

/** Moves the writing to the database into a thread at the first commit: a server without work has no use for one. */
export const threadAtFirstCommit = ({ database, logger }: Context, watch: WatchCommit): WatchCommit => {
  let hasStarted = false
  const start = async () => {
    try {
      await database.writeInThread()
    } catch (error) {
      logger.warn({ err: error }, 'no thread for writing to the database, so requests wait for its disk')
    }
  }
  return (writes) => {
    if (!hasStarted) void start()
    hasStarted = true
    return watch(writes)
  }
}
