/** The main module of a process that talks to databases. */
import { type Serving, serveProcess } from '../processes/serve.ts'
import type { Session } from './drivers/session.ts'
import { runDatabase } from './run-database.ts'
import type { DatabaseResult, DatabaseTask } from './task.ts'

const serving = (): Serving<DatabaseTask, DatabaseResult> => {
  let session: Session | undefined
  return {
    async run(task) {
      try {
        return await runDatabase(task, (opened) => {
          session = opened
        })
      } finally {
        session = undefined
      }
    },
    code: 'DATABASE_ERROR',
    stop: async () => session?.cancel(),
  }
}

serveProcess(serving())
