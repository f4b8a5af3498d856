import type {
  QuickJSContext,
  QuickJSHandle,
  QuickJSRuntime,
  QuickJSWASMModule,
} from 'quickjs-emscripten-core'
import { NodeError } from '../errors.ts'
import { type Controls, isCancelled } from '../workers/controls.ts'
import { memoryFailure, outputFailure, thrownFailure, timeoutFailure } from './failure.ts'
import type { SandboxLimits, SandboxTask } from './protocol.ts'

const STACK_BYTES = 256 * 1024
/** Promise jobs between checks of the deadline: short jobs never reach the interrupt handler. */
const JOBS_PER_SLICE = 1000

/** Takes its built-ins before the caller's code can change them. Values become JSON, a BigInt its decimal text. */
const HARNESS = `(() => {
  const { parse, stringify } = JSON
  const { toString } = BigInt.prototype
  Object.defineProperty(BigInt.prototype, 'toJSON', { value() { return toString.call(this) } })
  return {
    start(body, text) {
      const { input, nodes = {}, params } = parse(text)
      return body(input, nodes, params)
    },
    encode: (value) => stringify(value) ?? 'null',
  }
})()`

/** One instance of the interpreter. */
export interface Machine {
  readonly quickjs: QuickJSWASMModule
  /** Whether its memory has grown since the start. */
  readonly grown: () => boolean
  /** Whether its memory cannot grow further. */
  readonly exhausted: () => boolean
}

export interface SandboxRun {
  readonly task: SandboxTask
  readonly limits: SandboxLimits
  readonly controls: Controls
}

interface Run extends SandboxRun {
  readonly exhausted: () => boolean
  readonly runtime: QuickJSRuntime
  readonly context: QuickJSContext
  /** Whether the run is cancelled or past its deadline; once true, always true. */
  readonly stopped: () => boolean
}

interface Stage {
  readonly code: string
  readonly retryable: boolean
}

const SYNTAX: Stage = { code: 'CODE_SYNTAX', retryable: false }
const RUNTIME: Stage = { code: 'CODE_ERROR', retryable: true }
const RESULT: Stage = { code: 'CODE_RESULT', retryable: false }

/** Runs the task in a runtime of its own and returns its result as JSON text. Throws a `NodeError`. */
export const runTask = ({ quickjs, exhausted }: Machine, sandboxRun: SandboxRun): string => {
  const { task, limits, controls } = sandboxRun
  using runtime = quickjs.newRuntime({ maxStackSizeBytes: STACK_BYTES })
  using context = runtime.newContext()
  const deadline = performance.now() + limits.timeoutMs
  const stopped = () => isCancelled(controls) || performance.now() > deadline
  runtime.setInterruptHandler(stopped)
  const run = { ...sandboxRun, runtime, context, stopped, exhausted }

  using harness = take(run, context.evalCode(HARNESS, 'harness', { strict: true }), RUNTIME)
  using body = take(run, context.evalCode(wrap(task.code), 'code', { strict: true }), SYNTAX)
  using start = context.getProp(harness, 'start')
  using scope = context.newString(task.scope)
  using promise = take(run, context.callFunction(start, context.undefined, body, scope), RUNTIME)
  runJobs(run)
  using value = settled(run, promise)
  using encode = context.getProp(harness, 'encode')
  using json = take(run, context.callFunction(encode, context.undefined, value), RESULT)
  return capped(context.getString(json), limits.outputBytes)
}

const wrap = (code: string) => `(async function (input, nodes, params) {\n${code}\n})`

const runJobs = ({ runtime, stopped, limits }: Run) => {
  while (runtime.hasPendingJob()) {
    if (stopped()) throw timeoutFailure(limits.timeoutMs)
    runtime.executePendingJobs(JOBS_PER_SLICE).dispose()
  }
}

const settled = (run: Run, promise: QuickJSHandle): QuickJSHandle => {
  const state = run.context.getPromiseState(promise)
  if (state.type === 'fulfilled' && !state.notAPromise) return state.value
  if (state.type === 'rejected') throw failure(run, state.error, RUNTIME)
  if (run.stopped()) throw timeoutFailure(run.limits.timeoutMs)
  if (state.type === 'fulfilled') {
    // The code closed the function around it, and what followed was called instead.
    throw new NodeError('CODE_SYNTAX', 'The code closes a brace that it did not open.', { retryable: false })
  }
  throw new NodeError('CODE_RESULT', 'The code waits for a promise that never settles.', { retryable: false })
}

/** The handle of a successful result; a thrown value becomes a failure of the stage. */
const take = (run: Run, result: ReturnType<QuickJSContext['evalCode']>, stage: Stage): QuickJSHandle => {
  if (result.error) throw failure(run, result.error, stage)
  return result.value
}

const failure = (
  { context, stopped, task, limits, exhausted }: Run,
  error: QuickJSHandle,
  stage: Stage,
): NodeError => {
  using thrown = error
  // Dumping the thrown value can run its getters, so the deadline is checked afterwards.
  const value: unknown = context.dump(thrown)
  if (stopped()) return timeoutFailure(limits.timeoutMs)
  // The interpreter throws null when there is no memory left for an error object.
  if (value === null && exhausted()) return memoryFailure()
  return thrownFailure({ value, ...stage, lines: task.code.split('\n').length })
}

const capped = (json: string, outputBytes: number): string => {
  if (Buffer.byteLength(json) > outputBytes) throw outputFailure(outputBytes)
  return json
}
