import type { MaybePromise } from '../../../lib/async/maybe-promise.ts'
import type { AlarmClock } from '../../../lib/time/clock.ts'
import { NodeError } from '../../errors.ts'
import type { Expressions } from '../../expressions/expressions.ts'
import type { Step } from '../../interpreter/step.ts'
import type { NodeType } from '../../node-type.ts'
import type { ExecutionSecrets } from '../../secrets/execution-secrets.ts'
import { withTimeLimit } from './time-limit.ts'

interface Attempt {
  readonly step: Step
  readonly type: NodeType
  readonly signal: AbortSignal
}

interface CoverTools {
  readonly clock: AlarmClock
  readonly expressions: Expressions
  readonly secrets: ExecutionSecrets
}

/**
 * Hides what one attempt of a node does with secrets before its request has been answered: the author of a script
 * chooses the expressions, and could make their failures and durations reveal a secret that never leaves the server.
 */
export class Cover {
  readonly #attempt: Attempt
  readonly #tools: CoverTools
  readonly #started: number

  constructor(attempt: Attempt, tools: CoverTools) {
    this.#attempt = attempt
    this.#tools = tools
    this.#started = tools.clock.now()
  }

  /**
   * The evaluated parameters; when secrets decide how long that takes, they come after the same time for all values. Only
   * the processor time of each expression is limited to that, as a busy server takes longer for the same work.
   */
  async evaluate<T>(work: (signal: AbortSignal) => MaybePromise<T>): Promise<T> {
    const { step, signal } = this.#attempt
    const { clock, expressions } = this.#tools
    if (!step.node.computesWithSecrets) return work(signal)
    const { timeoutMs, wallTimeMs: ms } = expressions.timeLimits
    const endsAt = clock.now() + ms
    const limited = withTimeLimit(async (stop) => work(stop), { ms, endsAt, signal, clock })
    const [evaluation] = await Promise.allSettled([limited])
    await this.#pass(timeoutMs)
    if (evaluation.status === 'rejected') throw evaluation.reason
    return evaluation.value
  }

  /** What may be revealed of a failure, as soon as it may be. */
  async failure(error: unknown): Promise<unknown> {
    const { step, type, signal } = this.#attempt
    const told = [
      ...OF_OUTPUT,
      ...(type.answered ?? []),
      ...(step.node.computesWithSecrets ? [] : OF_TEMPLATES),
    ]
    const isTold = error instanceof NodeError && told.includes(error.code)
    if (isTold || step.node.secrets.length === 0) return this.#tools.secrets.redactor.error(error)
    signal.throwIfAborted()
    if (step.node.computesWithSecrets) await this.#pass(2 * this.#tools.expressions.timeLimits.timeoutMs)
    return new NodeError('SECRET_REQUEST_FAILED', MESSAGE)
  }

  /** Waits until `ms` after the start of the attempt or, when that is past, until twice, four times … as long after it. */
  #pass(ms: number): Promise<void> {
    const elapsed = this.#tools.clock.now() - this.#started
    const whole = ms * 2 ** Math.ceil(Math.log2(Math.max(1, elapsed / ms)))
    return this.#tools.clock.sleep(whole - elapsed, this.#attempt.signal)
  }
}

/** Codes of failures of an output, which is made of an answer. */
const OF_OUTPUT = ['OUTPUT_TOO_LARGE', 'OUTPUT_NOT_JSON']

/** Codes of failures of templates, which do not depend on secrets that are only put into text. */
const OF_TEMPLATES = ['MISSING_VALUE', 'ADDRESS_PART_EMPTY', 'ADDRESS_PART_DOTS']

const MESSAGE =
  'A request with secrets got no answer. The reason is not shown, because it could reveal a secret: try the node ' +
  'with other values in place of its secrets to find out whether an expression, the address or the connection is ' +
  'at fault.'
