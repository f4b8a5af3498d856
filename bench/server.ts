import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { processCpu } from './process-cpu.ts'

export interface ServerOptions {
  readonly command: readonly [file: string, ...args: string[]]
  /** For a server that does not read its port from the environment. */
  readonly portArgs?: (port: number) => readonly string[]
  /** The complete environment of the process, except `PORT`. */
  readonly env?: Readonly<Record<string, string>>
  readonly folder: string
  /** A path that answers 200 as soon as the server is ready. */
  readonly readyPath?: string
}

const START_MS = 60_000
const STOP_MS = 20_000

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** A server in a separate process whose log is discarded. */
export class Server {
  readonly url: string
  readonly folder: string
  /** Milliseconds from the start of the process to its first answer. */
  readonly startMs: number
  readonly #child: ChildProcess
  readonly #exited: Promise<unknown>

  private constructor(
    child: ChildProcess,
    { url, folder, startMs }: Pick<Server, 'url' | 'folder' | 'startMs'>,
  ) {
    this.url = url
    this.folder = folder
    this.startMs = startMs
    this.#child = child
    this.#exited = once(child, 'exit')
  }

  static async start(options: ServerOptions): Promise<Server> {
    const { command, portArgs = () => [], env, folder, readyPath = '/readyz' } = options
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const [file, ...args] = command
    const complaints = join(folder, 'stderr.txt')
    const stderr = openSync(complaints, 'w')
    const startedAt = performance.now()
    const child = spawn(file, [...args, ...portArgs(port)], {
      cwd: folder,
      env: { ...env, PORT: String(port) },
      stdio: ['ignore', 'ignore', stderr],
    })
    closeSync(stderr)
    while (!(await isAnswered(url + readyPath))) {
      if (child.exitCode !== null || performance.now() - startedAt > START_MS) {
        child.kill('SIGKILL')
        throw new Error(`${command.join(' ')} does not work: ${readFileSync(complaints, 'utf8')}`)
      }
      await delay(2)
    }
    return new Server(child, { url, folder, startMs: performance.now() - startedAt })
  }

  /** Processor time of all threads so far, in seconds. */
  cpu(): number {
    return processCpu(this.#child.pid)
  }

  /** Resident memory, in MB. */
  memory(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8')
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM')
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_MS)
    await this.#exited
    clearTimeout(timer)
  }
}

const isAnswered = (url: string): Promise<boolean> =>
  fetch(url).then(
    async (response) => {
      await response.arrayBuffer()
      return response.status === 200
    },
    () => false,
  )
