import { spawn } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import type { Measure } from './case.ts'
import { type Request, send, toInit } from './request.ts'
import { findPocketBase } from './rivals/pocketbase/find.ts'
import { Server, type ServerOptions } from './server.ts'

export interface BenchOptions {
  /** Duration of one measurement, in seconds. */
  readonly seconds: number
  /** Number of stored executions in the case `many-executions`. */
  readonly executions: number
  /** Measures the single executable instead of the sources. */
  readonly binary: boolean
  /** Folder for a CPU profile of each of our processes. */
  readonly profile?: string | undefined
}

export interface OursOptions {
  readonly env?: Readonly<Record<string, string>>
  /** A database file to copy; a fresh database by default. */
  readonly database?: string
  readonly nodeFlags?: readonly string[]
}

export interface LoadOptions {
  readonly connections?: number
  readonly seconds?: number
  /** Requests per second; by default each connection sends its next request as soon as the last one is answered. */
  readonly rate?: number
  /** Total number of requests, instead of a duration. */
  readonly amount?: number
  /** Further statuses that do not count as errors. */
  readonly allowed?: readonly number[]
}

export type Rival = 'bare' | 'fastify' | 'naive' | 'node-red'

export const ROOT = join(import.meta.dirname, '..')
const CONNECTIONS = 64
const WARM_UP_SECONDS = 2
const DATABASE = 'data/scriptd.db'

const LoadResult = z.object({
  seconds: z.number(),
  errors: z.number(),
  statuses: z.record(z.string(), z.number()),
  mean: z.number(),
  p50: z.number(),
  p95: z.number(),
  p99: z.number(),
})

/** Starts servers in separate processes and puts load on them. Disposing of it stops everything. */
export class Workbench {
  readonly options: BenchOptions
  readonly #stack = new AsyncDisposableStack()

  constructor(options: BenchOptions) {
    this.options = options
  }

  async [Symbol.asyncDispose]() {
    await this.#stack.disposeAsync()
  }

  /** The product, started the way an operator starts it. */
  async ours({ env, database, nodeFlags = [] }: OursOptions = {}): Promise<Server> {
    const { binary, profile } = this.options
    const flags = [...nodeFlags, ...(profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : [])]
    const folder = await this.folder(database)
    return this.start({
      command: binary
        ? [join(ROOT, 'dist/scriptd'), 'serve']
        : [process.execPath, ...flags, join(ROOT, 'src/main.ts'), 'serve'],
      folder,
      ...(env && { env }),
    })
  }

  /** A server of `bench/rivals`. */
  async rival(name: Rival, { env, database }: Pick<OursOptions, 'env' | 'database'> = {}): Promise<Server> {
    const folder = await this.folder(database)
    const file = join(import.meta.dirname, `rivals/${name}.ts`)
    return this.start({ command: [process.execPath, file], folder, env: { DATABASE, ...env } })
  }

  /** PocketBase with an empty collection for scripts; `undefined` where it is not present. */
  async pocketBase(): Promise<Server | undefined> {
    const file = findPocketBase()
    if (file === undefined) return undefined
    const migrations = join(import.meta.dirname, 'rivals/pocketbase/migrations')
    return this.start({
      command: [file, 'serve', '--dir', 'data', '--migrationsDir', migrations, '--automigrate=false'],
      portArgs: (port) => ['--http', `127.0.0.1:${port}`],
      folder: await this.folder(),
      readyPath: '/api/health',
    })
  }

  async start(options: ServerOptions): Promise<Server> {
    const server = await Server.start(options)
    this.#stack.defer(() => server.stop())
    return server
  }

  /** An empty folder, or one with a copy of a database at the path that servers use. */
  async folder(database?: string): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'bench-'))
    this.#stack.defer(() => rm(folder, { recursive: true, force: true }))
    if (database !== undefined) await cp(database, join(folder, DATABASE))
    return folder
  }

  /** The file of a database with these scripts, numbered from 1. */
  async seed(scripts: readonly object[]): Promise<string> {
    const server = await this.ours({ env: { DATABASE_SYNCHRONOUS: 'OFF' } })
    for (const body of scripts) {
      await send(server.url, { method: 'POST', path: '/api/scripts', body, status: 201 })
    }
    await server.stop()
    return join(server.folder, DATABASE)
  }

  /**
   * Checks the answers to the requests and warms the server up. Returns the measurement, which sends the requests in
   * turn, by default over 64 connections.
   */
  async load(
    server: Server,
    requests: Request | readonly Request[],
    options: LoadOptions = {},
  ): Promise<Measure> {
    const all = [requests].flat()
    for (const request of all) await send(server.url, request)
    const load = { seconds: this.options.seconds, ...options }
    await measureLoad(server, all, { ...load, seconds: Math.min(load.seconds, WARM_UP_SECONDS) })
    return () => measureLoad(server, all, load)
  }
}

/** Runs the load tool once, in a separate process. */
const measureLoad = async (server: Server, requests: readonly Request[], options: LoadOptions) => {
  const { connections = CONNECTIONS, seconds, rate, amount, allowed = [] } = options
  const load = spawn(process.execPath, [join(import.meta.dirname, 'rivals/load.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const cpuBefore = server.cpu()
  load.stdin.end(
    JSON.stringify({
      url: server.url,
      connections,
      duration: seconds,
      sampleInt: 50,
      // On a busy machine a request may wait for longer than the ten seconds after which the load tool gives up.
      timeout: 60,
      idReplacement: requests.some(({ body }) => JSON.stringify(body)?.includes('[<id>]')),
      requests: requests.map((request) => ({ path: request.path, ...toInit(request) })),
      ...(rate !== undefined && { overallRate: rate }),
      ...(amount !== undefined && { amount }),
    }),
  )
  const output = await text(load.stdout)
  if (output === '') throw new Error('the load tool printed no result; see its error above')
  const { statuses, errors, ...found } = LoadResult.parse(JSON.parse(output))
  const right = new Set([...requests.map(({ status = 200 }) => status), ...allowed].map(String))
  if (errors > 0 || Object.keys(statuses).some((status) => !right.has(status))) {
    throw new Error(`${errors} requests failed; by status: ${JSON.stringify(statuses)}`)
  }
  const cpu = server.cpu() - cpuBefore
  const refused = allowed.reduce((sum, status) => sum + (statuses[status] ?? 0), 0)
  const good = Object.values(statuses).reduce((sum, count) => sum + count, -refused)
  const { seconds: taken, ...times } = found
  return {
    rate: good / taken,
    ...(allowed.length > 0 && { refused: refused / taken }),
    ...times,
    cpu: (cpu / good) * 1e6,
    busy: cpu / taken,
  }
}
