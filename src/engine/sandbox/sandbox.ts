import type { Piscina } from 'piscina'
import { Semaphore } from '../../lib/async/semaphore.ts'
import { NodeError } from '../errors.ts'
import type { ScopeUse } from '../expressions/scope-dependencies.ts'
import { scopeText } from '../expressions/scope-text.ts'
import type { CodeSandbox, SandboxScript } from '../ports.ts'
import { createThreadPool, usualThreads } from '../workers/supervised-pool.ts'
import { notBegun, watchBegun } from '../workers/watchdog.ts'
import { memoryFailure, timeoutFailure, unpackFailure } from './failure.ts'
import type { SandboxLimits, SandboxReply, SandboxTask } from './protocol.ts'

const MiB = 1024 * 1024
const IDLE_MS = 30_000

export interface SandboxOptions extends Partial<SandboxLimits> {
  /** How many scripts run at once, each in a thread that is started when it is needed. */
  readonly workers?: number
  /** How long a script that heeds neither deadline nor cancel keeps its thread before the thread is ended. */
  readonly graceMs?: number
  /** Reads the interpreter's WASM; it is compiled once, for all threads. */
  readonly loadWasm: () => Promise<Uint8Array<ArrayBuffer>>
}

/** Runs untrusted JavaScript in QuickJS inside WASM, off the main thread. Failures are `NodeError`s. */
export const createSandbox = ({
  memoryBytes = 16 * MiB,
  timeoutMs = 1000,
  outputBytes = MiB,
  workers = usualThreads(),
  graceMs = 2000,
  loadWasm,
}: SandboxOptions): CodeSandbox & { close(): Promise<void> } => {
  const pool: Pool = createThreadPool({
    file: new URL('./worker.ts', import.meta.url),
    name: 'runScript',
    workers,
    idleMs: IDLE_MS,
  })
  // The queue is here and not in the pool: waiting for a thread must not count as running.
  const turns = new Semaphore(workers)
  let compiled: Promise<WebAssembly.Module> | undefined
  const interpreter = () => {
    compiled ??= loadWasm().then((bytes) => WebAssembly.compile(bytes))
    // A failed read is tried again by the next script.
    compiled.catch(() => {
      compiled = undefined
    })
    return compiled
  }

  return {
    async run(script, signal) {
      const wasm = await interpreter()
      const cancelled = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
      const limits = { memoryBytes, timeoutMs, outputBytes }
      const reply = await turns.run(async () => {
        // Written when it is needed: what waits for a thread takes no memory.
        const scope = await scopeText(script, useOf(script), memoryBytes)
        signal.throwIfAborted()
        if (scope === undefined) throw memoryFailure()
        const task = { code: script.code, scope, cancelled, begun: notBegun(), limits, wasm }
        return supervise({ pool, task, graceMs, signal })
      }, signal)
      if (reply.kind === 'failure') throw unpackFailure(reply.failure)
      return JSON.parse(reply.json)
    },
    close: () => pool.destroy(),
  }
}

type Pool = Piscina<SandboxTask, SandboxReply>

/** `nodes` can be big, so code that does not speak of it does not get it. */
const useOf = ({ code }: SandboxScript): ScopeUse => ({
  fields: ['input', 'params'],
  nodes: /\bnodes\b/.test(code) ? 'all' : [],
})

interface Supervised {
  readonly pool: Pool
  readonly task: SandboxTask
  readonly graceMs: number
  readonly signal: AbortSignal
}

/**
 * The script stops by itself at its deadline and when the flag is set. A long loop inside a built-in
 * (`indexOf` over 2**53 items) never looks at either: then the thread is ended and the pool starts another.
 */
const supervise = async ({ pool, task, graceMs, signal }: Supervised): Promise<SandboxReply> => {
  const end = new AbortController()
  const abort = () => end.abort()
  let timer: NodeJS.Timeout | undefined
  const endWatch = watchBegun(task.begun, task.limits.timeoutMs + graceMs, abort)
  const cancel = () => {
    Atomics.store(task.cancelled, 0, 1)
    timer = setTimeout(abort, graceMs)
  }
  signal.addEventListener('abort', cancel, { once: true })
  try {
    const reply = await pool.run(task, { signal: end.signal })
    signal.throwIfAborted()
    return reply
  } catch (error) {
    signal.throwIfAborted()
    if (end.signal.aborted) throw timeoutFailure(task.limits.timeoutMs)
    throw new NodeError('CODE_ERROR', 'The sandbox ended while the code ran.', { cause: error })
  } finally {
    endWatch()
    clearTimeout(timer)
    signal.removeEventListener('abort', cancel)
  }
}
