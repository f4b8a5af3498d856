import { NodeError, nodeQueueFull } from '../errors.ts'
import type { ScopeDependencies } from '../expressions/scope-dependencies.ts'
import { scopeText } from '../expressions/scope-text.ts'
import type { CodeSandbox, SandboxScript } from '../ports.ts'
import { SupervisedPool, TaskOverdue, usualWorkers } from '../workers/supervised-pool.ts'
import { memoryFailure, timeoutFailure, unpackFailure } from './failure.ts'
import type { SandboxLimits, SandboxReply, SandboxTask } from './protocol.ts'

const MiB = 1024 * 1024
const IDLE_MS = 30_000

export interface SandboxOptions extends Partial<SandboxLimits> {
  /** Threads for one caller, each started when it is needed; there are more, for the others. */
  readonly workers?: number
  /** How many scripts of one caller may wait for a thread. */
  readonly queueLimit?: number
  /** How long a script may take to heed its deadline or its cancellation before its worker is terminated. */
  readonly graceMs?: number
  /** Reads the interpreter's WASM; it is compiled once, for all workers. */
  readonly loadWasm: () => Promise<Uint8Array<ArrayBuffer>>
}

/** Runs untrusted JavaScript in QuickJS inside WASM, off the main thread. Failures are `NodeError`s. */
export const createSandbox = ({
  memoryBytes = 16 * MiB,
  timeoutMs = 1000,
  outputBytes = MiB,
  workers = usualWorkers(),
  graceMs = 2000,
  queueLimit = 10_000,
  loadWasm,
}: SandboxOptions): CodeSandbox & { close(): Promise<void> } => {
  // A script looks at its deadline and its cancellation by itself, except in a long loop inside a built-in such as
  // `indexOf` over 2**53 items: then the pool terminates its worker.
  const pool = new SupervisedPool<SandboxTask, SandboxReply>({
    module: () => new URL('./worker.ts', import.meta.url),
    settings: { memoryBytes, timeoutMs, outputBytes } satisfies SandboxLimits,
    share: workers,
    queueLimit,
    onQueueFull: nodeQueueFull,
    idleMs: IDLE_MS,
    timeoutMs,
    graceMs,
  })
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
    async run(script, signal, share) {
      const wasm = await interpreter()
      const makeTask = async (): Promise<SandboxTask> => {
        const scope = await scopeText(script, dependenciesOf(script), memoryBytes)
        if (scope === undefined) throw memoryFailure()
        return { code: script.code, scope, wasm }
      }
      const reply = await pool.run(makeTask, signal, share).catch((error) => {
        signal.throwIfAborted()
        throw failureOf(error, timeoutMs)
      })
      if (reply.kind === 'failure') throw unpackFailure(reply.failure)
      return JSON.parse(reply.json)
    },
    close: () => pool.close(),
  }
}

/** `nodes` can be large, so code that does not mention it does not get it. */
const dependenciesOf = ({ code }: SandboxScript): ScopeDependencies => ({
  fields: ['input', 'params'],
  nodes: /\bnodes\b/.test(code) ? 'all' : [],
})

const failureOf = (error: unknown, timeoutMs: number): unknown => {
  if (error instanceof NodeError) return error
  if (error instanceof TaskOverdue) return timeoutFailure(timeoutMs)
  return new NodeError('CODE_ERROR', 'The sandbox ended while the code ran.', { cause: error })
}
