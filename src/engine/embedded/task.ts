import type { TraceHeaders } from '../../domain/trace-headers.ts'
import { type MaybePromise, mapMaybePromise } from '../../lib/async/maybe-promise.ts'
import type { Semaphore } from '../../lib/async/semaphore.ts'
import { isWithin } from '../../lib/json/json-value.ts'
import type { AlarmClock } from '../../lib/time/clock.ts'
import { NodeError } from '../errors.ts'
import type { Evaluation, Expressions } from '../expressions/expressions.ts'
import type { SecretValues } from '../expressions/secrets.ts'
import type { Outcome, Step } from '../interpreter/step.ts'
import type { NodeContext, NodeOutput, NodeType } from '../node-types/define.ts'
import type { NodeServices } from '../ports.ts'
import type { ExecutionSecrets } from '../secrets/execution-secrets.ts'
import { toOutput } from './output.ts'

export interface TaskTools {
  readonly services: NodeServices
  readonly expressions: Expressions
  readonly secrets: ExecutionSecrets
  readonly clock: AlarmClock
  /** A number in [0, 1), for the jitter between attempts. */
  readonly random: () => number
  /** The nodes that may be in work at once, over all executions. */
  readonly places: Semaphore
  /** The most bytes that a node's output may have as JSON. */
  readonly outputBytes: number
}

/** Of evaluated parameters, where one value may stand in many places; a value counts as much as 8 characters. */
const MAX_PARAMETERS = { maxSize: 32_000_000, valueSize: 8 } as const

export type Task = Extract<NodeType, { kind: 'task' }>

/** A step and what goes with it while it runs. */
export interface StepRun {
  readonly step: Step
  readonly signal: AbortSignal
  readonly traceHeaders?: TraceHeaders | undefined
}

export interface TaskRun extends StepRun {
  readonly type: Task
  /** Attempts that were made before, by this process or an earlier one. */
  readonly attempts: number
  /** Told before each attempt, with its number from 1. */
  onAttempt(attempt: number): Promise<void> | void
}

/** What a node sees while it runs. */
export const nodeContext = ({ step, signal, traceHeaders }: StepRun, tools: TaskTools): NodeContext => ({
  scope: step.scope,
  arrivals: step.arrivals,
  services: tools.services,
  signal,
  redactor: tools.secrets.redactor,
  isConfidential: step.node.secrets.length > 0,
  traceHeaders,
  evaluate: (expression) => tools.expressions.evaluate(expression, step.scope, { signal }),
})

/**
 * The node's parameters with their templates evaluated, as its type's schema gives them.
 * @throws NodeError `INVALID_PARAMETERS` with the problems' paths
 */
export const resolveParameters = (
  { node: { parameters, ready }, scope }: Step,
  type: NodeType,
  evaluation: Evaluation,
): MaybePromise<unknown> => {
  if (ready) return ready.parameters
  if (parameters.constant) return parseParameters(type, parameters.evaluate())
  return parameters.evaluate(scope, evaluation).then((values) => {
    if (isWithin(values, MAX_PARAMETERS)) return parseParameters(type, values)
    const message = 'parameters: too large in total'
    throw new NodeError('INVALID_PARAMETERS', message, { retryable: false })
  })
}

const parseParameters = (type: NodeType, values: unknown): unknown => {
  const parsed = type.parameters.safeParse(values)
  if (parsed.success) return parsed.data
  const details = parsed.error.issues.map(({ path, code, message }) => ({
    path: path.join('.'),
    code,
    message,
  }))
  const [first] = details
  const message = first ? `${first.path || 'parameters'}: ${first.message}` : 'invalid parameters'
  throw new NodeError('INVALID_PARAMETERS', message, { details, retryable: false })
}

/**
 * Runs a task with its retries and its timeout. One that only works out a value, and finds a place, has ended when
 * this returns. Throws or rejects with the last attempt's error or the signal's reason.
 */
export const executeTask = (run: TaskRun, tools: TaskTools): MaybePromise<Outcome> => {
  const { step, type, signal } = run
  const { retry, timeout_ms } = step.node.node
  const isPlain = !type.effects && !type.secrets && !retry && timeout_ms === undefined
  signal.throwIfAborted()
  return isPlain && tools.places.take() ? executePlain(run, tools) : attemptPatiently(run, tools)
}

/** The only attempt of a task that has its place. */
const executePlain = (run: TaskRun, tools: TaskTools): MaybePromise<Outcome> => {
  const { places } = tools
  let outcome: MaybePromise<Outcome>
  try {
    run.onAttempt(run.attempts + 1)
    outcome = workOf(run, tools)
  } catch (error) {
    places.release()
    throw error
  }
  if (outcome instanceof Promise) return untilAborted(outcome, run.signal).finally(() => places.release())
  places.release()
  return outcome
}

const attemptPatiently = async (run: TaskRun, tools: TaskTools): Promise<Outcome> => {
  const { step, signal } = run
  const { retry } = step.node.node
  for (let attempt = run.attempts + 1; ; attempt++) {
    signal.throwIfAborted()
    await run.onAttempt(attempt)
    try {
      return await tools.places.run(() => attemptTask(run, tools), signal)
    } catch (error) {
      signal.throwIfAborted()
      const final = error instanceof NodeError && !error.retryable
      if (!retry || final || attempt >= retry.max_attempts) throw error
      const pause = Math.min(retry.max_backoff_ms, retry.backoff_ms * 2 ** (attempt - 1))
      await tools.clock.sleep(pause * (0.5 + tools.random() / 2), signal)
    }
  }
}

const attemptTask = (run: TaskRun, tools: TaskTools): Promise<Outcome> => {
  const { step, type, signal } = run
  const work = async (within: AbortSignal): Promise<Outcome> => {
    const secrets = type.secrets && (await tools.secrets.read(step.node.secrets))
    try {
      return await workOf({ ...run, signal: within }, tools, secrets)
    } catch (error) {
      throw secrets ? tools.secrets.redactor.error(error) : error
    }
  }
  const limit = step.node.node.timeout_ms
  return limit === undefined
    ? untilAborted(work(signal), signal)
    : withTimeout(work, { ms: limit, signal, clock: tools.clock })
}

/** What the node itself does, once. */
const workOf = (run: TaskRun, tools: TaskTools, secrets?: SecretValues): MaybePromise<Outcome> => {
  const { step, type, signal } = run
  const parameters = resolveParameters(step, type, { signal, secrets })
  const found = mapMaybePromise(parameters, (resolved) => type.run(resolved, nodeContext(run, tools)))
  return mapMaybePromise(found, (output) => toOutcome(output, tools))
}

const toOutcome = ({ output, port = 'out' }: NodeOutput, { outputBytes }: TaskTools): Outcome => ({
  status: 'completed',
  output: toOutput(output, outputBytes),
  port,
})

interface Timeout {
  readonly ms: number
  readonly signal: AbortSignal
  readonly clock: AlarmClock
}

/** Runs work that is aborted, with `NODE_TIMEOUT`, after `ms`, and with the outer signal's reason before that. */
export const withTimeout = async <T>(
  work: (signal: AbortSignal) => Promise<T>,
  { ms, signal, clock }: Timeout,
): Promise<T> => {
  const timeout = new AbortController()
  const within = AbortSignal.any([signal, timeout.signal])
  const stop = clock.after(ms, () =>
    timeout.abort(new NodeError('NODE_TIMEOUT', `took longer than ${ms} ms`)),
  )
  try {
    return await untilAborted(work(within), within)
  } finally {
    stop()
  }
}

/** The work's result, or the signal's reason as soon as it is aborted, whether or not the work listens to it. */
const untilAborted = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
