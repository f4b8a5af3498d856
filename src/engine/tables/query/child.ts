import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { OUT_OF_MEMORY, type QueryReply, type QueryTask } from './protocol.ts'

/** Why a process ended before its task: it took too much memory, or anything else. */
export class QueryProcessEnded extends Error {
  readonly isOutOfMemory: boolean

  constructor(isOutOfMemory: boolean) {
    super('the process of the query has ended')
    this.isOutOfMemory = isOutOfMemory
  }
}

export interface QueryProcessOptions {
  /** Beyond what it takes without a query. */
  readonly memoryBytes: number
  /** For the temporary files of SQLite. */
  readonly temporaryFolder: string
}

/** The single executable has no file to start from, and takes this as the name of what it is to run. */
const moduleOf = (url: URL): string => (url.protocol === 'file:' ? fileURLToPath(url) : url.pathname)

/** A process that runs one query at a time. */
export class QueryProcess {
  readonly #child: ChildProcess
  #current: PromiseWithResolvers<QueryReply> | undefined
  #isAlive = true

  constructor({ memoryBytes, temporaryFolder }: QueryProcessOptions) {
    // The server may have been killed before the process can look who its parent is.
    const args = [String(process.pid), String(memoryBytes)]
    this.#child = fork(moduleOf(new URL('./main.ts', import.meta.url)), args, {
      env: { SQLITE_TMPDIR: temporaryFolder },
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    this.#child.on('message', (reply: QueryReply) => this.#settle(({ resolve }) => resolve(reply)))
    this.#child.on('error', (error) => this.#end(error))
    this.#child.on('exit', (_, signal) => this.#end(new QueryProcessEnded(signal === OUT_OF_MEMORY)))
    this.#rest()
  }

  get isAlive(): boolean {
    return this.#isAlive
  }

  /** Rejects with `QueryProcessEnded`, or with what kept it from being started. */
  run(task: QueryTask): Promise<QueryReply> {
    const current = Promise.withResolvers<QueryReply>()
    this.#current = current
    this.#child.ref()
    this.#child.channel?.ref()
    if (this.#isAlive) this.#child.send(task, (error) => error && this.#end(error))
    else this.#end(new QueryProcessEnded(false))
    return current.promise
  }

  /** Ends it in the middle of its query. */
  kill() {
    this.#isAlive = false
    this.#child.kill('SIGKILL')
  }

  #end(reason: Error) {
    this.#isAlive = false
    this.#settle(({ reject }) => reject(reason))
  }

  #settle(settle: (current: PromiseWithResolvers<QueryReply>) => void) {
    const current = this.#current
    this.#current = undefined
    this.#rest()
    if (current) settle(current)
  }

  /** Without a task it does not keep the server alive. */
  #rest() {
    this.#child.unref()
    this.#child.channel?.unref()
  }
}
