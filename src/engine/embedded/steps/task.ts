import type { TraceHeaders } from '../../../domain/trace-headers.ts'
import { type MaybePromise, mapMaybePromise } from '../../../lib/async/maybe-promise.ts'
import type { Semaphore } from '../../../lib/async/semaphore.ts'
import type { AlarmClock } from '../../../lib/time/clock.ts'
import { NodeError } from '../../errors.ts'
import type { Expressions } from '../../expressions/expressions.ts'
import type { SecretValues } from '../../expressions/secrets.ts'
import type { Outcome, Step } from '../../interpreter/step.ts'
import type { NodeContext, NodeOutput, NodeType } from '../../node-type.ts'
import type { NodeServices } from '../../ports.ts'
import type { ExecutionSecrets } from '../../secrets/execution-secrets.ts'
import type { ExecutionMemory } from '../execution-memory.ts'
import { bytesOf, toOutput } from './output.ts'
import { resolveParameters } from './parameters.ts'
import { untilAborted, withTimeLimit } from './time-limit.ts'

export interface TaskTools {
  readonly services: NodeServices
  readonly expressions: Expressions
  readonly secrets: ExecutionSecrets
  readonly clock: AlarmClock
  /** A number in [0, 1), for the jitter between attempts. */
  readonly random: () => number
  /** Bounds the nodes that run at once, over all executions. */
  readonly places: Semaphore
  /** The memory of the execution. */
  readonly memory: ExecutionMemory
  /** Size limit of a node's output as JSON. */
  readonly outputBytes: number
}

export type Task = Extract<NodeType, { kind: 'task' }>

/** A running step and what belongs to it. */
export interface StepRun {
  readonly step: Step
  readonly signal: AbortSignal
  readonly traceHeaders?: TraceHeaders | undefined
}

export interface TaskRun extends StepRun {
  readonly type: Task
  /** Earlier attempts, by this process or another. */
  readonly attempts: number
  /** Called before each attempt with its number, from 1. */
  onAttempt(attempt: number): Promise<void> | void
}

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
 * Runs a task with its retries and its time limit. Throws or rejects with the error of the last attempt or the reason
 * of the signal. A task that computes its output without waiting, and finds a free place, has its outcome at once.
 */
export const executeTask = (run: TaskRun, tools: TaskTools): MaybePromise<Outcome> => {
  const { step, type, signal } = run
  const { retry, timeout_ms } = step.node.node
  const isPlain = !type.effects && !type.secrets && !retry && timeout_ms === undefined
  signal.throwIfAborted()
  return isPlain && tools.places.take() ? attemptOnce(run, tools) : attemptRepeatedly(run, tools)
}

/** The only attempt of a task that holds its place already. */
const attemptOnce = (run: TaskRun, tools: TaskTools): MaybePromise<Outcome> => {
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

const attemptRepeatedly = async (run: TaskRun, tools: TaskTools): Promise<Outcome> => {
  const { step, signal } = run
  const { retry } = step.node.node
  for (let attempt = run.attempts + 1; ; attempt++) {
    signal.throwIfAborted()
    await run.onAttempt(attempt)
    try {
      return await tools.places.run(() => attemptTask(run, tools), signal)
    } catch (error) {
      signal.throwIfAborted()
      const isFinal = error instanceof NodeError && !error.retryable
      if (!retry || isFinal || attempt >= retry.max_attempts) throw error
      const pause = Math.min(retry.max_backoff_ms, retry.backoff_ms * 2 ** (attempt - 1))
      await tools.clock.sleep(pause * (0.5 + tools.random() / 2), signal)
    }
  }
}

const attemptTask = (run: TaskRun, tools: TaskTools): Promise<Outcome> => {
  const { step, type, signal } = run
  const work = async (workSignal: AbortSignal): Promise<Outcome> => {
    const secrets = type.secrets && (await tools.secrets.read(step.node.secrets))
    try {
      return await workOf({ ...run, signal: workSignal }, tools, secrets)
    } catch (error) {
      throw secrets ? tools.secrets.redactor.error(error) : error
    }
  }
  const ms = step.node.node.timeout_ms
  return ms === undefined
    ? untilAborted(work(signal), signal)
    : withTimeLimit(work, { ms, signal, clock: tools.clock })
}

/** Resolves the parameters and runs the node itself, once. */
const workOf = (run: TaskRun, tools: TaskTools, secrets?: SecretValues): MaybePromise<Outcome> => {
  const { step, type, signal } = run
  const parameters = resolveParameters(step, type, { signal, secrets })
  const runWith = (resolved: unknown) => type.run(resolved, nodeContext(run, tools))
  // What is part of the graph is in memory anyway.
  const isEvaluated = !step.node.ready && !step.node.parameters.constant
  const result = mapMaybePromise(parameters, (resolved) =>
    isEvaluated ? tools.memory.whileHeld(bytesOf(resolved), () => runWith(resolved)) : runWith(resolved),
  )
  return mapMaybePromise(result, (output) => toOutcome(output, tools))
}

const toOutcome = ({ output, port = 'out' }: NodeOutput, { outputBytes }: TaskTools): Outcome => ({
  status: 'completed',
  ...toOutput(output, outputBytes),
  port,
})
