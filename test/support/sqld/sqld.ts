import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../net/listening.ts'
import { endProcess } from '../process/end-process.ts'
import { sqldPath } from './executable.ts'

export interface SqldOptions {
  /** The folder of its data, which is kept; one of its own, removed at the end, by default. */
  readonly folder?: string | undefined
  /** The folder of a stopped server, whose data are copied. */
  readonly from?: string
  /** The largest row of a new database in bytes; the server's own default is 5 MB. */
  readonly maxRowSize?: number | undefined
  /** Whether others can follow it. */
  readonly isPrimary?: boolean
  /** The server whose data it copies as they change, and to which it passes on writes. */
  readonly primary?: Sqld
}

/** The ports of a server. */
interface Ports {
  readonly http: number
  readonly admin: number
  /** Where others follow it. */
  readonly grpc: number | undefined
}

/** Whoever has something cleaned up at its end, such as a test. */
export interface Cleaner {
  after(cleanUp: () => unknown): void
}

/** A libSQL server in a process of its own, always at the same address, whatever happens to the process. */
export class Sqld {
  readonly url: string
  readonly folder: string
  readonly #ports: Ports
  readonly #primary: Sqld | undefined
  #child: ChildProcess | undefined

  private constructor(folder: string, ports: Ports, primary: Sqld | undefined) {
    this.folder = folder
    this.#ports = ports
    this.#primary = primary
    // Its name has no dot, so it means the namespace `default`.
    this.url = `http://localhost:${ports.http}`
  }

  static async start(owner: Cleaner, options: SqldOptions = {}): Promise<Sqld> {
    const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'sqld-'))
    if (options.from !== undefined) cpSync(options.from, folder, { recursive: true })
    const [http, admin] = [await freePort(), await freePort()]
    const grpc = options.isPrimary ? await freePort() : undefined
    const sqld = new Sqld(folder, { http, admin, grpc }, options.primary)
    owner.after(async () => {
      sqld.resume()
      await sqld.kill()
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true })
    })
    await sqld.restart()
    if (options.from === undefined && !options.primary) await sqld.#create(options.maxRowSize)
    return sqld
  }

  /** Of the process that was started last. */
  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Where replicas follow it. */
  get grpcPort(): number | undefined {
    return this.#ports.grpc
  }

  /** Resolves when it answers. */
  async restart(): Promise<void> {
    const { http, admin, grpc } = this.#ports
    const primary = this.#primary?.grpcPort
    const child = spawn(
      sqldPath(),
      [
        '--no-welcome',
        // Without it the server forgets the limits of its database whenever it starts.
        '--enable-namespaces',
        ...['--db-path', this.folder],
        ...['--http-listen-addr', `127.0.0.1:${http}`],
        ...['--admin-listen-addr', `127.0.0.1:${admin}`],
        ...(grpc === undefined ? [] : ['--grpc-listen-addr', `127.0.0.1:${grpc}`]),
        ...(primary === undefined ? [] : ['--primary-grpc-url', `http://127.0.0.1:${primary}`]),
      ],
      { stdio: 'ignore' },
    )
    this.#child = child
    for (const port of [http, admin]) {
      while (child.exitCode === null && !(await isAnswering(port))) await pause(10)
    }
    if (child.exitCode !== null) throw new Error(`sqld exited with code ${child.exitCode}`)
  }

  /** Makes it accept connections and answer nothing. */
  async hang(): Promise<void> {
    const { pid } = this.#child ?? {}
    if (pid === undefined) return
    process.kill(pid, 'SIGSTOP')
    // On a busy machine some of its threads go on for a while.
    while (!isStopped(pid)) await pause(5)
  }

  /** Makes it answer again. */
  resume() {
    this.#child?.kill('SIGCONT')
  }

  kill(): Promise<void> {
    return endProcess(this.#child, 'SIGKILL')
  }

  /** Stops it when everything is written, so that its folder can be copied. */
  stop(): Promise<void> {
    return endProcess(this.#child, 'SIGTERM')
  }

  /** Only a new database gets the limit. */
  async #create(maxRowSize: number | undefined): Promise<void> {
    const namespace = `http://127.0.0.1:${this.#ports.admin}/v1/namespaces/default`
    const headers = { 'Content-Type': 'application/json' }
    const body = JSON.stringify({ max_row_size: maxRowSize })
    const answer = await fetch(`${namespace}/create`, { method: 'POST', headers, body })
    if (!answer.ok) throw new Error(await answer.text())
  }
}

const isStopped = (pid: number): boolean => {
  const tasks = `/proc/${pid}/task`
  return readdirSync(tasks).every((task) => /\) T /.test(readFileSync(`${tasks}/${task}/stat`, 'utf8')))
}

const isAnswering = async (port: number): Promise<boolean> => {
  try {
    await fetch(`http://127.0.0.1:${port}/health`)
    return true
  } catch {
    return false
  }
}
