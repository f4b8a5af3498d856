import { Turns } from '../../lib/async/turns.ts'
import { NodeError, nodeQueueFull, workerUnavailable } from '../errors.ts'
import { scopeText } from '../expressions/scope-text.ts'
import type { CodeSandbox } from '../ports.ts'
import { LargeTasks, SMALL_TASK, TaskTooLarge } from '../workers/large-tasks.ts'
import {
  notStarted,
  SupervisedPool,
  TaskOverdue,
  usualWorkers,
  WorkerUnavailable,
} from '../workers/supervised-pool.ts'
import { memoryFailure, timeoutFailure, unpackFailure } from './failure.ts'
import type { SandboxLimits, SandboxReply, SandboxTask } from './protocol.ts'
import { createNameReader } from './used-names.ts'

const MiB = 1024 * 1024
const IDLE_MS = 30_000
/** Room for the interpreter's own stack limit to be met before the thread's, also by deeply nested code. */
const STACK_MB = 32

export interface SandboxOptions extends Partial<SandboxLimits> {
  /** Threads for one caller, each started when it is needed; there are more, for the others. */
  readonly workers?: number
  /** How many scripts of one caller may wait for a thread. */
  readonly queueLimit?: number
  /** How long a script may take to heed its deadline or its cancellation before its worker is terminated. */
  readonly graceMs?: number
  /** What all threads with large values share. */
  readonly large?: LargeTasks
  /** What writing long scopes shares with other long computations. */
  readonly turns?: Turns
  /** Reads the interpreter's WASM; it is compiled once, for all workers. */
  readonly loadWasm: () => Promise<Uint8Array<ArrayBuffer>>
}

/** Runs untrusted JavaScript in QuickJS inside WASM, off the main thread. Failures are `NodeError`s. */
export const createSandbox = ({
  memoryBytes = 16 * MiB,
  timeoutMs = 1000,
  wallTimeMs = 30 * timeoutMs,
  outputBytes = MiB,
  logBytes = 65_536,
  workers = usualWorkers(),
  graceMs = 2000,
  queueLimit = 10_000,
  large = new LargeTasks({ queueLimit, onQueueFull: nodeQueueFull }),
  turns = new Turns(),
  loadWasm,
}: SandboxOptions): CodeSandbox & { close(): Promise<void> } => {
  const limits: SandboxLimits = { memoryBytes, timeoutMs, wallTimeMs, outputBytes, logBytes }
  const usedNames = createNameReader()
  // A script looks at its deadline and its cancellation by itself, except in a long loop inside a built-in such as
  // `indexOf` over 2**53 items: then the pool terminates its worker.
  const pool = new SupervisedPool<SandboxTask, SandboxReply>({
    module: () => new URL('./worker.ts', import.meta.url),
    settings: limits,
    share: workers,
    queueLimit,
    onQueueFull: nodeQueueFull,
    idleMs: IDLE_MS,
    timeoutMs,
    wallTimeMs,
    graceMs,
    stackMb: STACK_MB,
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
      const wasm = await interpreter().catch((error) => {
        throw workerUnavailable(notStarted(error))
      })
      const runAs = (isLarge: boolean) => {
        const makeTask = async (): Promise<SandboxTask> => {
          const most = isLarge ? memoryBytes : Math.min(memoryBytes, SMALL_TASK)
          const scope = await scopeText(script, usedNames(script.code), most, turns)
          if (scope !== undefined) return { code: script.code, scope, wasm }
          throw most < memoryBytes ? new TaskTooLarge() : memoryFailure(memoryBytes)
        }
        return pool.run(makeTask, signal, share)
      }
      const reply = await large.run(runAs, share, signal).catch((error) => {
        signal.throwIfAborted()
        throw failureOf(error, limits)
      })
      script.onLogs?.(reply.logs)
      if (reply.kind === 'failure') throw unpackFailure(reply.failure)
      return JSON.parse(reply.json)
    },
    close: () => pool.close(),
  }
}

const failureOf = (error: unknown, limits: SandboxLimits): unknown => {
  if (error instanceof NodeError) return error
  if (error instanceof WorkerUnavailable) return workerUnavailable(error)
  if (error instanceof TaskOverdue) return timeoutFailure(error.exceeded, limits)
  return new NodeError('CODE_ERROR', 'The sandbox ended while the code ran.', { cause: error })
}
