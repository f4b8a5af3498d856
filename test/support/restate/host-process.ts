import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { servicePort } from '../net/service-port.ts'
import { MAIN } from '../process/command.ts'
import type { Cleaner } from '../sqld/sqld.ts'

export interface HostSettings {
  readonly databaseUrl: string
  readonly ingressUrl: string
  readonly adminUrl: string
  readonly hostsUrl: string
  /** On which Restate reaches it. */
  readonly port: number
}

export interface Answer {
  readonly status: number
  // Read by tests only, which check what they read.
  readonly data: Readonly<Record<string, unknown>>
}

/** Of its last lines that a test shows when it does not start. */
const LOG_LENGTH = 4000

/** The program as a host in a process of its own, always at the same addresses. */
export class HostProcess {
  readonly url: string
  readonly #settings: HostSettings
  readonly #httpPort: number
  readonly #folder: string
  #child: ChildProcess | undefined

  private constructor(settings: HostSettings, httpPort: number, folder: string) {
    this.#settings = settings
    this.#httpPort = httpPort
    this.#folder = folder
    this.url = `http://127.0.0.1:${httpPort}`
  }

  static async start(t: Cleaner, settings: HostSettings): Promise<HostProcess> {
    const folder = mkdtempSync(join(tmpdir(), 'host-'))
    const host = new HostProcess(settings, await servicePort(), folder)
    t.after(async () => {
      await host.kill()
      await rm(folder, { recursive: true, force: true })
    })
    await host.start()
    return host
  }

  async start(): Promise<void> {
    const { databaseUrl, ingressUrl, adminUrl, hostsUrl, port } = this.#settings
    const loader = new URL('../loading/quick-loading.js', import.meta.url).href
    const args = ['--import', loader, MAIN, 'serve', '--port', String(this.#httpPort)]
    const child = spawn(process.execPath, args, {
      cwd: this.#folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        HOME: this.#folder,
        ENGINE: 'restate',
        DATABASE_URL: databaseUrl,
        RESTATE_INGRESS_URL: ingressUrl,
        RESTATE_ADMIN_URL: adminUrl,
        RESTATE_HOSTS_URL: hostsUrl,
        HOSTS_PORT: String(port),
        HTTP_NODE_ALLOW: '127.0.0.1',
        RATE_LIMIT: '0',
        EXECUTION_RATE_LIMIT: '0',
      },
    })
    this.#child = child
    let log = ''
    const keep = (text: unknown) => {
      log = `${log}${text}`.slice(-LOG_LENGTH)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    while (child.exitCode === null && !(await this.#isReady())) await pause(100)
    if (child.exitCode !== null) throw new Error(`the host exited with code ${child.exitCode}: ${log}`)
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  signal(name: NodeJS.Signals) {
    this.#child?.kill(name)
  }

  async kill(): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }

  /** Rejects when the host cannot be reached. */
  async call(
    method: string,
    path: string,
    {
      body,
      headers = {},
    }: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Answer> {
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', ...headers },
      signal: AbortSignal.timeout(30_000),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const { data = {} } = JSON.parse(await answer.text())
    return { status: answer.status, data }
  }

  async #isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/readyz`)).ok
    } catch {
      return false
    }
  }
}
