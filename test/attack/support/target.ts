import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { freePort, listening } from '../../support/net/listening.ts'
import { createFolder, MAIN, NODE_ARGS, runCommand } from '../../support/process/command.ts'
import type { HoldFigures } from './hold-probe.ts'

const PROBE = join(import.meta.dirname, 'hold-probe.ts')

export interface TargetOptions {
  /** Settings beyond the defaults, which are those of the documentation. */
  readonly env?: Readonly<Record<string, string>>
  /** Flags of Node, such as `--max-old-space-size=256`. */
  readonly nodeArgs?: readonly string[]
  /** The folder of an earlier target, to start on its database again. */
  readonly folder?: string
}

export interface TargetCall {
  readonly key?: string
  /** Sent as JSON; text and bytes are sent as they are. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

// The defaults that users have: a limit of time may well be what stops an attack.
const DEFAULTS = {
  CODE_TIMEOUT_MS: '1000',
  EXPRESSION_TIMEOUT_MS: '1000',
  EXECUTE_WAIT_MS: '10000',
  HTTP_NODE_TIMEOUT_MS: '30000',
}

const toBody = (body: unknown) =>
  typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)

/** A server in a process of its own, with keys required, under the limits that it is delivered with. */
export const startTarget = async (t: TestContext, options: TargetOptions = {}) => {
  const folder = options.folder ?? (await createFolder(t))
  const port = await freePort()
  const env = { ...DEFAULTS, LOG_LEVEL: 'warn', ...options.env }
  const admin = await createKey(t, { folder, env, scopes: ['admin'] })
  const child = spawn(
    process.execPath,
    [...(options.nodeArgs ?? []), '--import', PROBE, ...NODE_ARGS, MAIN, 'serve', '--port', String(port)],
    { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] },
  )
  t.after(() => child.kill('SIGKILL'))
  // A pipe that nobody empties would stop the server.
  let logged = 0
  child.stdout?.on('data', (chunk: Buffer) => {
    logged += chunk.byteLength
  })
  await listening(port, child)
  const url = `http://127.0.0.1:${port}`
  // It listens before it may write.
  while (!(await fetch(`${url}/readyz`)).ok) await setTimeout(20)

  const call = (method: string, path: string, { key = admin, body, headers, signal }: TargetCall = {}) =>
    fetch(url + path, {
      method,
      headers: {
        Authorization: `Bearer ${key}`,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: toBody(body) }),
      ...(signal && { signal }),
    })

  return {
    url,
    port,
    folder,
    child,
    admin,
    call,
    /** The `data` of an answer that must be a success. */
    data: async (method: string, path: string, more?: TargetCall) => {
      const response = await call(method, path, more)
      const text = await response.text()
      if (!response.ok) throw new Error(`${method} ${path} ${response.status} ${text.slice(0, 300)}`)
      return JSON.parse(text).data
    },
    /** A new key, made over the API. */
    createKey: async (...scopes: readonly string[]): Promise<string> => {
      const body = { name: scopes.join(' '), scopes }
      const response = await call('POST', '/api/keys', { body })
      const { data } = Object(await response.json())
      return data.key
    },
    isAlive: () => child.exitCode === null && child.signalCode === null,
    /** Bytes that it has logged. */
    logged: () => logged,
    figures: () => figuresOf(child),
    /** Seconds of processor time that all its threads take during something. */
    processorTimeOf: async (work: () => Promise<unknown>): Promise<number> => {
      const before = await processorTime(child)
      await work()
      return Number(((await processorTime(child)) - before).toFixed(2))
    },
    stop: async () => {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    },
    /** Ends it as a crash would. */
    kill: async () => {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

export type Target = Awaited<ReturnType<typeof startTarget>>

/** The longest hold of the event loop since the last call, and the most memory ever used. */
const figuresOf = async (child: ChildProcess) => {
  const answer = once(child, 'message')
  child.send('figures')
  const [figures]: HoldFigures[] = await answer
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8')
  const peakKib = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]
  return {
    longestHoldMs: Math.round(figures?.longestHoldMs ?? Number.NaN),
    bystanderMs: figures?.bystanderMs ?? [],
    peakMib: Math.round(Number(peakKib) / 1024),
  }
}

const TICKS_PER_SECOND = 100

const processorTime = async ({ pid }: ChildProcess): Promise<number> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  const [user, system] = stat.slice(stat.lastIndexOf(')')).split(' ').slice(12, 14)
  return (Number(user) + Number(system)) / TICKS_PER_SECOND
}

interface KeyOptions {
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  readonly scopes: readonly string[]
}

const createKey = async (t: TestContext, { folder, env, scopes }: KeyOptions): Promise<string> => {
  const args = ['keys', 'create', '--name', 'attack', '--scope', ...scopes]
  const { stdout, stderr } = await runCommand(t, { args, env, cwd: folder })
  if (stdout === '') throw new Error(`no key was made: ${stderr}`)
  return stdout.trim()
}
