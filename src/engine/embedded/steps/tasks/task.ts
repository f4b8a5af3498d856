import type { TraceHeaders } from '../../../../domain/trace-headers.ts'
import type { FairSemaphore, Share } from '../../../../lib/async/fair-semaphore.ts'
import { type MaybePromise, mapMaybePromise } from '../../../../lib/async/maybe-promise.ts'
import type { Turns } from '../../../../lib/async/turns.ts'
import type { AlarmClock } from '../../../../lib/time/clock.ts'
import { NodeError, nodeTimeout } from '../../../errors.ts'
import type { Evaluation, Expressions } from '../../../expressions/expressions.ts'
import { reportMissing } from '../../../expressions/template.ts'
import type { GraphNode } from '../../../graph/graph.ts'
import type { Outcome, Step } from '../../../interpreter/step.ts'
import type { NodeContext, NodeType, PlaceKind } from '../../../node-type.ts'
import type { NodeServices } from '../../../ports.ts'
import type { LogLine, NodeRecord } from '../../../records.ts'
import type { ExecutionSecrets } from '../../../secrets/execution-secrets.ts'
import { ExecutionAborted } from '../../abort.ts'
import type { ExecutionMemory } from '../../memory/execution-memory.ts'
import { Cover } from '../cover.ts'
import type { MissingReporter } from '../missing-values.ts'
import { bytesOf, toOutputInTurns } from '../output.ts'
import { resolveParameters } from '../parameters.ts'
import { untilAborted, withTimeLimit } from '../time-limit.ts'

/** Bound the nodes of each kind that run at once, over all executions. */
export type Places = Readonly<Record<PlaceKind, FairSemaphore>>

export interface TaskTools {
  readonly services: NodeServices
  readonly expressions: Expressions
  readonly secrets: ExecutionSecrets
  readonly clock: AlarmClock
  /** A number in [0, 1), for the jitter between attempts. */
  readonly random: () => number
  readonly places: Places
  /** Whose execution it is. */
  readonly share: Share
  /** What executions share with other long computations. */
  readonly turns: Turns
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
  /** Called with what the step has logged. */
  onLogs?(lines: readonly LogLine[]): void
  /**
   * Called with each of its expressions that has found nothing.
   * @throws NodeError `MISSING_VALUE` when that is a failure
   */
  readonly onMissing: MissingReporter
}

/** What a task's record keeps of it over restarts. */
export interface TaskState {
  /** When the time limit of the attempt ends. */
  readonly timeout_at?: number
  /** When the pause before the next attempt ends. */
  readonly retry_at?: number
  /** How many attempts the process has not survived. */
  readonly interruptions?: number
  /** Whether the engine was closed in the meantime, which does not count as an interruption. */
  readonly suspended?: boolean
}

/** Where an earlier process has stopped: without a pause or a shutdown, in the middle of an attempt. */
export const resumedState = ({ state, attempts }: NodeRecord): TaskState => {
  const { interruptions = 0, suspended, ...rest }: TaskState = state ?? {}
  const wasInterrupted = attempts > 0 && !suspended && rest.retry_at === undefined
  return { ...rest, interruptions: wasInterrupted ? interruptions + 1 : interruptions }
}

export interface TaskRun extends StepRun {
  readonly type: Task
  /** Earlier attempts, by this process or another. */
  readonly attempts: number
  /** Where an earlier process has stopped. */
  readonly state: TaskState
  /** Whether every attempt must be on disk before it begins, as the process may not survive it. */
  readonly isSuspect: boolean
  /** Called before each attempt with its number, from 1, and the end of its time. */
  onAttempt(attempt: number, timeoutAt?: number): Promise<void> | void
  /** Called before each pause with its end and the error before it. */
  onPause(retryAt: number, error: unknown): void
  /** Waits for something that is not work. */
  rest(waiting: Promise<void>): Promise<void>
}

/** What the expressions of a step may use. */
export const evaluationOf = (
  { signal, onMissing }: Pick<StepRun, 'signal' | 'onMissing'>,
  { share }: Pick<TaskTools, 'share'>,
): Evaluation => ({ signal, share, onMissing })

export const nodeContext = (run: StepRun, tools: TaskTools): NodeContext => ({
  ...contextOf(run, tools),
  evaluate: (expression, path) => {
    const { expressions } = tools
    const { scope } = run.step
    const value = expressions.evaluate(expression, scope, evaluationOf(run, tools))
    return value instanceof Promise ? value.then(checked) : checked(value)

    function checked(found: unknown): unknown {
      reportMissing({ path, expression }, found, { expressions, scope, onMissing: run.onMissing })
      return found
    }
  },
})

const contextOf = (
  { step, signal, traceHeaders, onLogs }: StepRun,
  tools: TaskTools,
): Omit<NodeContext, 'evaluate'> => ({
  location: { node_id: step.node.node.id, path: step.path },
  scope: step.scope,
  arrivals: step.arrivals,
  services: tools.services,
  signal,
  redactor: tools.secrets.redactor,
  share: tools.share,
  isConfidential: step.node.secrets.length > 0,
  traceHeaders,
  log: (lines) => onLogs?.(lines),
})

/**
 * Runs a task with its retries and its time limit. Throws or rejects with the error of the last attempt or the reason
 * of the signal. A task that needs no place and computes its output without waiting has its outcome at once.
 */
export const executeTask = (run: TaskRun, tools: TaskTools): MaybePromise<Outcome> => {
  const { step, type, signal } = run
  const { retry, timeout_ms } = step.node.node
  const isPlain = placeOf(type) === undefined && !type.secrets && !retry && timeout_ms === undefined
  signal.throwIfAborted()
  if (run.isSuspect) return attemptRepeatedly(run, tools)
  return isPlain ? attemptOnce(run, tools) : attemptRepeatedly(run, tools)
}

const attemptOnce = (run: TaskRun, tools: TaskTools): MaybePromise<Outcome> => {
  run.onAttempt(run.attempts + 1)
  const outcome = workOf(run, tools)
  return outcome instanceof Promise ? untilAborted(outcome, run.signal) : outcome
}

/** A task without effects waits for threads only, which have queues of their own. */
const placeOf = ({ place, effects }: Task): PlaceKind | undefined => place ?? (effects ? 'work' : undefined)

const attemptRepeatedly = async (run: TaskRun, tools: TaskTools): Promise<Outcome> => {
  const { step, signal } = run
  const { clock } = tools
  const { timeout_ms } = step.node.node
  let { retry_at, timeout_at } = run.state
  const hasRunOut = timeout_at !== undefined && timeout_at <= clock.now()
  for (let attempt = run.attempts + (hasRunOut ? 0 : 1); ; attempt++) {
    signal.throwIfAborted()
    try {
      if (hasRunOut && attempt === run.attempts) throw nodeTimeout(timeout_ms ?? 0)
      if (retry_at !== undefined) await run.rest(clock.sleep(Math.max(0, retry_at - clock.now()), signal))
      return await inPlace(run, tools, async () => {
        const timeoutAt = timeout_ms === undefined ? undefined : (timeout_at ?? clock.now() + timeout_ms)
        await run.onAttempt(attempt, timeoutAt)
        return attemptTask(run, tools, timeoutAt)
      })
    } catch (error) {
      signal.throwIfAborted()
      retry_at = clock.now() + pauseAfter(error, attempt, run, tools)
      timeout_at = undefined
      run.onPause(retry_at, error)
    }
  }
}

/** The pause before another attempt, in ms. Throws the error when there is to be none. */
const pauseAfter = (error: unknown, attempt: number, { step }: TaskRun, { random }: TaskTools): number => {
  const { retry } = step.node.node
  const isFinal = error instanceof ExecutionAborted || (error instanceof NodeError && !error.retryable)
  if (!retry || isFinal || attempt >= retry.max_attempts) throw error
  const leastMs = error instanceof NodeError ? error.retryAfterMs : 0
  return pauseBefore(attempt + 1, retry, { leastMs, random })
}

interface PauseLimits {
  readonly leastMs: number
  readonly random: () => number
}

/** The pause before an attempt, in ms. It doubles with each attempt. */
export const pauseBefore = (
  attempt: number,
  { backoff_ms, max_backoff_ms }: NonNullable<GraphNode['retry']>,
  { leastMs, random }: PauseLimits,
): number => {
  const pause = Math.min(max_backoff_ms, backoff_ms * 2 ** (attempt - 2)) * (0.5 + random() / 2)
  return Math.max(pause, leastMs)
}

const inPlace = <T>({ type, signal }: TaskRun, { places, share }: TaskTools, work: () => Promise<T>) => {
  const place = placeOf(type)
  return place === undefined ? work() : places[place].run(work, share, signal)
}

const attemptTask = (run: TaskRun, tools: TaskTools, timeoutAt?: number): Promise<Outcome> => {
  const { step, type, signal } = run
  const work = async (workSignal: AbortSignal): Promise<Outcome> => {
    const attempt = { ...run, signal: workSignal }
    if (!type.secrets) return workOf(attempt, tools)
    const secrets = await tools.secrets.read(step.node.secrets)
    const cover = new Cover(attempt, tools)
    try {
      const evaluation = (own: AbortSignal) =>
        resolveParameters(step, type, { ...evaluationOf(run, tools), signal: own, secrets })
      return await workOf(attempt, tools, cover.evaluate(evaluation))
    } catch (error) {
      throw await cover.failure(error)
    }
  }
  const ms = step.node.node.timeout_ms
  return ms === undefined || timeoutAt === undefined
    ? untilAborted(work(signal), signal)
    : withTimeLimit(work, { ms, endsAt: timeoutAt, signal, clock: tools.clock })
}

/** Resolves the parameters and runs the node itself, once. */
const workOf = (
  run: TaskRun,
  tools: TaskTools,
  parameters = resolveParameters(run.step, run.type, evaluationOf(run, tools)),
): MaybePromise<Outcome> => {
  const { step, type } = run
  const runWith = (resolved: unknown) => type.run(resolved, nodeContext(run, tools))
  // What is part of the graph is in memory anyway.
  const isEvaluated = !step.node.ready && !step.node.parameters.constant
  const result = mapMaybePromise(parameters, (resolved) =>
    isEvaluated ? tools.memory.whileHeld(bytesOf(resolved), () => runWith(resolved)) : runWith(resolved),
  )
  return mapMaybePromise(result, ({ output, port = 'out' }) => {
    const { outputBytes, turns, share } = tools
    const checked = toOutputInTurns(output, outputBytes, { turns, caller: share.holder })
    return mapMaybePromise(checked, (kept): Outcome => ({ status: 'completed', ...kept, port }))
  })
}
