import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../net/listening.ts'
import { endProcess } from '../process/end-process.ts'
import { OutputFile } from '../process/output-file.ts'
import type { Cleaner } from '../sqld/sqld.ts'
import { restatePath } from './executable.ts'
import { createIdentity } from './identity.ts'

interface Ports {
  readonly ingress: number
  readonly admin: number
  readonly node: number
}

/** The key that servers sign their requests with, and the public one as hosts want it. */
interface Identity {
  readonly keyFile: string
  readonly identityKey: string
}

const takePorts = async (): Promise<Ports> => ({
  ingress: await freePort(),
  admin: await freePort(),
  node: await freePort(),
})

const createKey = (t: Cleaner): Identity => {
  const folder = mkdtempSync(join(tmpdir(), 'restate-key-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const keyFile = join(folder, 'key.pem')
  return { keyFile, identityKey: createIdentity(keyFile) }
}

/** A Restate server in a process of its own, always at the same addresses, whatever happens to the process. */
export class Restate {
  readonly ports: Ports
  readonly ingressUrl: string
  readonly adminUrl: string
  /** The public key of what it signs its requests with. */
  readonly identityKey: string
  /** Of all servers of its cluster; the first one makes that. */
  readonly #nodes: readonly number[]
  readonly #folder: string
  readonly #keyFile: string
  readonly #output: OutputFile
  #child: ChildProcess | undefined

  private constructor(
    t: Cleaner,
    ports: Ports,
    nodes: readonly number[],
    { keyFile, identityKey }: Identity,
  ) {
    this.ports = ports
    this.#nodes = nodes
    this.#folder = mkdtempSync(join(tmpdir(), 'restate-'))
    this.#output = new OutputFile(join(this.#folder, 'output.log'))
    this.#keyFile = keyFile
    this.identityKey = identityKey
    this.ingressUrl = `http://127.0.0.1:${ports.ingress}`
    this.adminUrl = `http://127.0.0.1:${ports.admin}`
    t.after(async () => {
      await this.kill()
      await rm(this.#folder, { recursive: true, force: true })
    })
  }

  /** Of the process that was started last. */
  get pid(): number | undefined {
    return this.#child?.pid
  }

  static async start(t: Cleaner): Promise<Restate> {
    const [server] = await Restate.startCluster(t, 1)
    if (server === undefined) throw new Error('a cluster has a server')
    return server
  }

  /** With three servers, any one of them may die. */
  static async startCluster(t: Cleaner, size: number): Promise<readonly Restate[]> {
    const identity = createKey(t)
    const ports: Ports[] = []
    while (ports.length < size) ports.push(await takePorts())
    const nodes = ports.map(({ node }) => node)
    const servers = ports.map((each) => new Restate(t, each, nodes, identity))
    await Promise.all(servers.map((server) => server.start()))
    return servers
  }

  async start(): Promise<void> {
    const { ingress, admin, node } = this.ports
    const child = this.#output.receive((stdio) =>
      spawn(restatePath(), ['--no-logo', '--base-dir', this.#folder, '--listen-mode', 'tcp'], {
        stdio,
        env: {
          ...process.env,
          RESTATE_NODE_NAME: `node-${node}`,
          RESTATE_CLUSTER_NAME: `cluster-${this.#nodes[0]}`,
          RESTATE_AUTO_PROVISION: String(node === this.#nodes[0]),
          RESTATE_METADATA_CLIENT__ADDRESSES: JSON.stringify(
            this.#nodes.map((port) => `http://127.0.0.1:${port}`),
          ),
          RESTATE_DEFAULT_REPLICATION: this.#nodes.length > 1 ? '2' : '1',
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
      }),
    )
    this.#child = child
    for (const url of [`${this.adminUrl}/health`, `${this.ingressUrl}/restate/health`]) {
      while (child.exitCode === null && !(await isAnswering(url))) await pause(20)
    }
    if (child.exitCode !== null) {
      throw new Error(`restate-server exited with code ${child.exitCode}: ${this.#output.end}`)
    }
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
