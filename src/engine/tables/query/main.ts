/** The main module of a process that runs queries for the server, one after another. Its arguments are the server's process id and its memory limit. */
import process from 'node:process'
import { Worker } from 'node:worker_threads'
import { NodeError } from '../../errors.ts'
import { OUT_OF_MEMORY, type QueryReply, type QueryTask } from './protocol.ts'
import { runQuery } from './run-query.ts'

const WATCH_MS = 50

// A query holds its thread, and SQLite has no limit for its memory here. The thread of the watch ends the process when
// the query takes too much, and when the server is gone.
const watch = `
const { workerData: { parent, limit, signal, pause } } = require('node:worker_threads')
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL')
  if (process.memoryUsage.rss() > limit) process.kill(process.pid, signal)
}, pause)
`

const run = (task: QueryTask): QueryReply => {
  try {
    return { kind: 'done', shape: runQuery(task) }
  } catch (error) {
    if (error instanceof NodeError) return { kind: 'failure', code: error.code, message: error.message }
    const message = error instanceof Error ? error.message : String(error)
    return { kind: 'failure', code: 'SQL_ERROR', message }
  }
}

const [parent, memoryBytes] = process.argv.slice(-2).map(Number)
const limit = process.memoryUsage.rss() + Number(memoryBytes)
const workerData = { parent, limit, signal: OUT_OF_MEMORY, pause: WATCH_MS }
new Worker(watch, { eval: true, workerData })
process.on('message', (task: QueryTask) => process.send?.(run(task)))
process.on('disconnect', () => process.exit())
