import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { OUT_OF_MEMORY, READY, type Reply, STOP } from './protocol.ts'

/** Why a process ended before its task: it never began, it took too much memory, or anything else. */
export class ProcessEnded extends Error {
  readonly reason: 'not started' | 'memory' | 'other'

  constructor(reason: ProcessEnded['reason'], cause?: Error) {
    super('the process of the task has ended', { cause })
    this.reason = reason
  }
}

export interface TaskProcessOptions {
  /** The module that it starts with. */
  readonly module: URL
  /** Beyond what it takes without a task. */
  readonly memoryBytes: number
  /** For the temporary files of SQLite. */
  readonly temporaryFolder: string
}

/** How long a process may take to end by itself. */
const STOP_MS = 2000

/** The single executable has no file to start from, and takes this as the name of what it is to run. */
const moduleOf = (url: URL): string => (url.protocol === 'file:' ? fileURLToPath(url) : url.pathname)

/** A process that runs one task at a time. */
export class TaskProcess<Task, Result> {
  readonly #child: ChildProcess
  #current: PromiseWithResolvers<Reply<Result>> | undefined
  #isAlive = true
  #isStarted = false

  constructor({ module, memoryBytes, temporaryFolder }: TaskProcessOptions) {
    // The server may have been killed before the process can look who its parent is.
    const args = [String(process.pid), String(memoryBytes)]
    this.#child = fork(moduleOf(module), args, {
      env: { SQLITE_TMPDIR: temporaryFolder },
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    this.#child.on('message', (message: Reply<Result> | typeof READY) => {
      this.#isStarted = true
      if (message !== READY) this.#settle(({ resolve }) => resolve(message))
    })
    this.#child.on('error', (error) => this.#end(this.#ended(null, error)))
    this.#child.on('exit', (_, signal) => this.#end(this.#ended(signal)))
    this.#rest()
  }

  get isAlive(): boolean {
    return this.#isAlive
  }

  /** Rejects with `ProcessEnded`. */
  run(task: Task): Promise<Reply<Result>> {
    const current = Promise.withResolvers<Reply<Result>>()
    this.#current = current
    this.#child.ref()
    this.#child.channel?.ref()
    if (this.#isAlive) this.#child.send({ task }, (error) => error && this.#end(this.#ended(null, error)))
    else this.#end(this.#ended(null))
    return current.promise
  }

  /** Ends it in the middle of its task. */
  kill() {
    this.#isAlive = false
    this.#child.kill('SIGKILL')
  }

  /** Lets it end what goes on elsewhere for its task, which is given up at once. */
  stop() {
    if (!this.#isAlive) return
    const timer = setTimeout(() => this.kill(), STOP_MS).unref()
    this.#child.on('exit', () => clearTimeout(timer))
    this.#child.send(STOP, () => undefined)
    this.#end(new ProcessEnded('other'))
  }

  /** A process without its program ends by itself, before it says that it is ready. */
  #ended(signal: NodeJS.Signals | null, cause?: Error): ProcessEnded {
    if (signal === OUT_OF_MEMORY) return new ProcessEnded('memory')
    return new ProcessEnded(this.#isStarted || signal !== null ? 'other' : 'not started', cause)
  }

  #end(reason: Error) {
    this.#isAlive = false
    this.#settle(({ reject }) => reject(reason))
  }

  #settle(settle: (current: PromiseWithResolvers<Reply<Result>>) => void) {
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
