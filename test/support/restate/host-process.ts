import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../net/listening.ts'
import { MAIN, nodeArgs } from '../process/command.ts'
import { endProcess } from '../process/end-process.ts'
import { OutputFile } from '../process/output-file.ts'
import type { Cleaner } from '../sqld/sqld.ts'
import { type Answer, type CallOptions, call } from './call.ts'

export interface HostSettings {
  readonly databaseUrl: string
  readonly ingressUrl: string
  readonly adminUrl: string
  readonly hostsUrl: string
  readonly identityKey: string
  /** A folder that all hosts have. */
  readonly sharedFolder: string
  /** Of the API; a free one by default. */
  readonly httpPort?: number
  /** On which Restate reaches it. */
  readonly port: number
}

const START_TIMEOUT_MS = 60_000

/** The program as a host in a process of its own, always at the same addresses. */
export class HostProcess {
  readonly url: string
  readonly #settings: HostSettings
  readonly #httpPort: number
  readonly #folder: string
  readonly #output: OutputFile
  #child: ChildProcess | undefined

  private constructor(settings: HostSettings, httpPort: number, folder: string) {
    this.#settings = settings
    this.#httpPort = httpPort
    this.#folder = folder
    this.#output = new OutputFile(join(folder, 'output.log'))
    this.url = `http://127.0.0.1:${httpPort}`
  }

  static async create(t: Cleaner, settings: HostSettings): Promise<HostProcess> {
    const folder = mkdtempSync(join(tmpdir(), 'host-'))
    const host = new HostProcess(settings, settings.httpPort ?? (await freePort()), folder)
    t.after(async () => {
      host.thaw()
      await host.kill()
      await rm(folder, { recursive: true, force: true })
    })
    return host
  }

  get port(): number {
    return this.#settings.port
  }

  /** Of the process that was started last. */
  get pid(): number | undefined {
    return this.#child?.pid
  }

  async start(): Promise<void> {
    const { databaseUrl, ingressUrl, adminUrl, hostsUrl, identityKey, sharedFolder, port } = this.#settings
    const args = [...nodeArgs(MAIN), 'serve', '--port', String(this.#httpPort)]
    const child = this.#output.receive((stdio) =>
      spawn(process.execPath, args, {
        cwd: this.#folder,
        stdio,
        env: {
          ...process.env,
          HOME: this.#folder,
          ENGINE: 'restate',
          DATABASE_URL: databaseUrl,
          RESTATE_INGRESS_URL: ingressUrl,
          RESTATE_ADMIN_URL: adminUrl,
          RESTATE_HOSTS_URL: hostsUrl,
          RESTATE_IDENTITY_KEYS: identityKey,
          HOSTS_PORT: String(port),
          WORKSPACE_DIR: join(sharedFolder, 'workspace'),
          TABLE_DIR: join(sharedFolder, 'tables'),
          HTTP_NODE_ALLOW: '127.0.0.1',
          RATE_LIMIT: '0',
          TRIGGER_RATE_LIMIT: '0',
          EXECUTION_RATE_LIMIT: '0',
        },
      }),
    )
    this.#child = child
    while (child.exitCode === null && !(await this.isReady(START_TIMEOUT_MS))) await pause(100)
    if (child.exitCode !== null) {
      throw new Error(`the host exited with code ${child.exitCode}: ${this.#output.end}`)
    }
  }

  /** Makes it stand still, though connections to it stay open. */
  freeze() {
    this.#child?.kill('SIGSTOP')
  }

  thaw() {
    this.#child?.kill('SIGCONT')
  }

  /** Stops it in an orderly way. */
  stop(): Promise<void> {
    return endProcess(this.#child, 'SIGTERM')
  }

  kill(): Promise<void> {
    return endProcess(this.#child, 'SIGKILL')
  }

  /** Rejects when the host cannot be reached. */
  call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    return call(this.url, method, path, options)
  }

  async isReady(timeoutMs: number): Promise<boolean> {
    try {
      return (await this.call('GET', '/readyz', { timeoutMs })).status === 200
    } catch {
      return false
    }
  }
}
