import type {
  QuickJSContext,
  QuickJSHandle,
  QuickJSRuntime,
  QuickJSWASMModule,
} from 'quickjs-emscripten-core'
import { NodeError } from '../errors.ts'
import { type Controls, isCancelled } from '../workers/controls.ts'
import { TaskTimer } from '../workers/task-timer.ts'
import { memoryFailure, outputFailure, sleepFailure, thrownFailure, timeoutFailure } from './failure.ts'
import { bootSource, partSources, providedGlobals } from './guest/parts.ts'
import { Bridge, INTERNAL } from './host/bridge.ts'
import type { HostOperation } from './host/types.ts'
import type { SandboxLimits, SandboxTask } from './protocol.ts'
import { withOwnStackLines } from './stack-lines.ts'

/** Room for a recursion of some 20,000 simple calls; the interpreter's own memory has 5 MiB of it. */
const STACK_BYTES = 4 * 1024 * 1024
const ENCODING_STACK_BYTES = 256 * 1024
/** Promise jobs between checks of the deadline: short jobs never reach the interrupt handler. */
const JOBS_PER_SLICE = 1000

const PROVIDED = JSON.stringify(providedGlobals)

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
  /** Takes the lines that the code logs. */
  readonly log: HostOperation
}

interface Run extends SandboxRun {
  readonly exhausted: () => boolean
  readonly runtime: QuickJSRuntime
  readonly context: QuickJSContext
  readonly timer: TaskTimer
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
  const { task, limits, controls, log } = sandboxRun
  const timer = new TaskTimer(limits, controls)
  using runtime = quickjs.newRuntime({ maxStackSizeBytes: STACK_BYTES })
  using context = runtime.newContext()
  runtime.setInterruptHandler(() => isStopped(controls, timer))
  const run = { ...sandboxRun, runtime, context, timer, exhausted }

  using bridge = new Bridge({ context, log, parts: partSources })
  using guest = bootGuest(run, bridge)
  using body = take(run, context.evalCode(wrap(task.code), 'code', { strict: true }), SYNTAX)
  using scope = bridge.newText(task.scope)
  using promise = call(run, guest, 'start', RUNTIME, body, scope)
  runJobs(run, guest, promise)
  using value = settled(run, guest, promise)
  // Deeper results are not stored; the interpreter would compare each level with all levels above it.
  runtime.setMaxStackSize(ENCODING_STACK_BYTES)
  using json = call(run, guest, 'encode', RESULT, value)
  return withOwnStackLines(checked(context.getString(json), limits))
}

const isStopped = (controls: Controls, timer: TaskTimer): boolean =>
  isCancelled(controls) || timer.exceeded() !== undefined

const bootGuest = (run: Run, bridge: Bridge): QuickJSHandle => {
  const { context } = run
  using boot = take(run, context.evalCode(bootSource, `${INTERNAL}boot`, { strict: true }), RUNTIME)
  using host = bridge.hostFunction()
  using provided = context.newString(PROVIDED)
  const guest = take(run, context.callFunction(boot, context.undefined, host, provided), RUNTIME)
  bridge.useReserve(context.getProp(guest, 'reserve'))
  return guest
}

const wrap = (code: string) => `(async function (input, nodes, params) {\n${code}\n})`

const call = (
  run: Run,
  guest: QuickJSHandle,
  name: string,
  stage: Stage,
  ...values: QuickJSHandle[]
): QuickJSHandle => {
  using method = run.context.getProp(guest, name)
  const result = run.context.callFunction(method, run.context.undefined, ...values)
  if (result.error) throw failure(run, result.error, { stage, guest })
  return result.value
}

/** Runs promise jobs, and one timer after the other, until the promise settles or nothing is left that could settle it. */
const runJobs = (run: Run, guest: QuickJSHandle, promise: QuickJSHandle) => {
  const { runtime, context, timer, limits, controls } = run
  for (;;) {
    while (runtime.hasPendingJob()) {
      const exceeded = timer.exceeded()
      if (exceeded || isCancelled(controls)) throw timeoutFailure(exceeded ?? 'timeoutMs', limits)
      runtime.executePendingJobs(JOBS_PER_SLICE).dispose()
    }
    if (!isPending(run, promise)) return
    using delay = call(run, guest, 'untilTimer', RUNTIME)
    const ms = context.getNumber(delay)
    if (ms < 0) return
    if (ms > 0 && !timer.sleep(ms)) throw sleepFailure(limits)
    call(run, guest, 'runTimer', RUNTIME).dispose()
  }
}

const isPending = ({ context }: Run, promise: QuickJSHandle): boolean => {
  const state = context.getPromiseState(promise)
  if (state.type === 'fulfilled' && !state.notAPromise) state.value.dispose()
  if (state.type === 'rejected') state.error.dispose()
  return state.type === 'pending'
}

const settled = (run: Run, guest: QuickJSHandle, promise: QuickJSHandle): QuickJSHandle => {
  const state = run.context.getPromiseState(promise)
  if (state.type === 'fulfilled' && !state.notAPromise) return state.value
  if (state.type === 'rejected') throw failure(run, state.error, { stage: RUNTIME, guest })
  const exceeded = run.timer.exceeded()
  if (exceeded) throw timeoutFailure(exceeded, run.limits)
  if (state.type === 'fulfilled') {
    // The code closed the function around it, and what followed was called instead.
    throw new NodeError('CODE_SYNTAX', 'The code closes a brace that it did not open.', { retryable: false })
  }
  throw new NodeError('CODE_RESULT', 'The code waits for a promise that never settles.', { retryable: false })
}

/** The handle of a successful result; a thrown value becomes a failure of the stage. */
const take = (run: Run, result: ReturnType<QuickJSContext['evalCode']>, stage: Stage): QuickJSHandle => {
  if (result.error) throw failure(run, result.error, { stage })
  return result.value
}

interface Failing {
  readonly stage: Stage
  readonly guest?: QuickJSHandle
}

const failure = (run: Run, error: QuickJSHandle, { stage, guest }: Failing): NodeError => {
  const { context, timer, task, limits, controls, exhausted } = run
  using thrown = error
  // Dumping the thrown value can run its getters, so the deadline is checked afterwards.
  const value: unknown = context.dump(thrown)
  const reasons = guest && reasonsOf(run, guest, thrown)
  const exceeded = timer.exceeded()
  if (exceeded || isCancelled(controls)) return timeoutFailure(exceeded ?? 'timeoutMs', limits)
  const { memoryBytes } = limits
  return thrownFailure({ value, reasons, ...stage, script: task.code, exhausted: exhausted(), memoryBytes })
}

/** What the thrown error says to be its reasons; nothing when that cannot be read. */
const reasonsOf = ({ context }: Run, guest: QuickJSHandle, thrown: QuickJSHandle): string | undefined => {
  if (context.typeof(thrown) !== 'object') return undefined
  using method = context.getProp(guest, 'reasons')
  using result = context.callFunction(method, context.undefined, thrown)
  return result.error ? undefined : context.getString(result.value)
}

const checked = (json: string, { outputBytes, memoryBytes }: SandboxLimits): string => {
  // The interpreter gives no text at all when it has no memory for it.
  if (json === '') throw memoryFailure(memoryBytes)
  if (Buffer.byteLength(json) > outputBytes) throw outputFailure(outputBytes)
  return json
}
