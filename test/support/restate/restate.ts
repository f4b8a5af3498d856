import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../net/listening.ts'
import { endProcess } from '../process/end-process.ts'
import type { Cleaner } from '../sqld/sqld.ts'
import { restatePath } from './executable.ts'
import { createIdentity } from './identity.ts'

interface Ports {
  readonly ingress: number
  readonly admin: number
  readonly node: number
}

/** A Restate server in a process of its own, always at the same addresses, whatever happens to the process. */
export class Restate {
  readonly ingressUrl: string
  readonly adminUrl: string
  /** The public key of what it signs its requests with. */
  readonly identityKey: string
  readonly #ports: Ports
  readonly #folder: string
  #child: ChildProcess | undefined

  private constructor(ports: Ports, folder: string) {
    this.#ports = ports
    this.#folder = folder
    this.ingressUrl = `http://127.0.0.1:${ports.ingress}`
    this.adminUrl = `http://127.0.0.1:${ports.admin}`
    this.identityKey = createIdentity(this.#keyFile)
  }

  static async start(t: Cleaner): Promise<Restate> {
    const folder = mkdtempSync(join(tmpdir(), 'restate-'))
    const ports = { ingress: await freePort(), admin: await freePort(), node: await freePort() }
    const server = new Restate(ports, folder)
    t.after(async () => {
      await server.kill()
      await rm(folder, { recursive: true, force: true })
    })
    await server.start()
    return server
  }

  async start(): Promise<void> {
    const { ingress, admin, node } = this.#ports
    const child = spawn(restatePath(), ['--no-logo', '--base-dir', this.#folder, '--listen-mode', 'tcp'], {
      stdio: 'ignore',
      env: {
        ...process.env,
        RESTATE_NODE_NAME: 'one',
        RESTATE_BIND_IP: '127.0.0.1',
        RESTATE_BIND_PORT: String(node),
        RESTATE_ADVERTISED_ADDRESS: `http://127.0.0.1:${node}`,
        RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
        RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
        RESTATE_REQUEST_IDENTITY_PRIVATE_KEY_PEM_FILE: this.#keyFile,
        // A host that does not answer has lost its executions after seven seconds instead of a minute.
        RESTATE_WORKER__INVOKER__HTTP2_KEEP_ALIVE_INTERVAL: '2s',
        RESTATE_WORKER__INVOKER__HTTP2_KEEP_ALIVE_TIMEOUT: '5s',
        RESTATE_DISABLE_TELEMETRY: 'true',
        RESTATE_DEFAULT_NUM_PARTITIONS: '4',
        RESTATE_ROCKSDB_TOTAL_MEMORY_SIZE: '64MB',
        RUST_LOG: 'error',
      },
    })
    this.#child = child
    for (const url of [`${this.adminUrl}/health`, `${this.ingressUrl}/restate/health`]) {
      while (child.exitCode === null && !(await isAnswering(url))) await pause(20)
    }
    if (child.exitCode !== null) throw new Error(`restate-server exited with code ${child.exitCode}`)
  }

  get #keyFile(): string {
    return join(this.#folder, 'key.pem')
  }

  kill(): Promise<void> {
    return endProcess(this.#child, 'SIGKILL')
  }
}

const isAnswering = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(url)).ok
  } catch {
    return false
  }
}
