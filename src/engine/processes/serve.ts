import process from 'node:process'
import { Worker } from 'node:worker_threads'
import { failureReply, OUT_OF_MEMORY, READY, type Request, STOP } from './protocol.ts'

const WATCH_MS = 50

// A task may hold its thread, and SQLite has no limit for its memory here. The thread of the watch ends the process when
// the task takes too much, and when the server is gone.
const watch = `
const { workerData: { parent, limit, signal, pause } } = require('node:worker_threads')
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL')
  if (process.memoryUsage.rss() > limit) process.kill(process.pid, signal)
}, pause)
`

export interface Serving<Task, Result> {
  /** Failures are `NodeError`s. */
  run(task: Task): Result | Promise<Result>
  /** Of other failures. */
  readonly code: string
  /** Ends what goes on elsewhere for the task. */
  stop?(): Promise<void>
}

/**
 * Runs tasks for the server, one after another, in a process whose arguments are the server's process id and its memory
 * limit.
 */
export const serveProcess = <Task, Result>({ run, code, stop }: Serving<Task, Result>) => {
  const [parent, memoryBytes] = process.argv.slice(-2).map(Number)
  const limit = process.memoryUsage.rss() + Number(memoryBytes)
  const workerData = { parent, limit, signal: OUT_OF_MEMORY, pause: WATCH_MS }
  new Worker(watch, { eval: true, workerData })
  const serve = async (task: Task) => {
    try {
      process.send?.({ kind: 'done', result: await run(task) })
    } catch (error) {
      process.send?.(failureReply(error, code))
    }
  }
  process.on('message', (message: Request<Task> | typeof STOP) => {
    if (message !== STOP) serve(message.task)
    else if (stop) stop().finally(() => process.exit())
    else process.exit()
  })
  process.on('disconnect', () => process.exit())
  process.send?.(READY)
}
