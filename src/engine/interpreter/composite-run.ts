import { type NodeFailure, nodeTimeout, toFailure } from '../errors.ts'
import { callPath, iterationPath } from '../step-key.ts'
import type { Frame, FrameSeed } from './frame.ts'
import type { PlanNode, PlanScope } from './plan.ts'
import type { Opening, Outcome, Round, Step, Verdict } from './step.ts'

const MAX_CALL_DEPTH = 16

const limitReached = (times: number): NodeFailure => ({
  code: 'REPEAT_LIMIT',
  message: `\`until\` was not met in ${times} runs, which is the limit that \`times\` sets`,
})

/** One attempt of an opened loop or call: its iterations or its one call, and their outputs. */
export class CompositeRun {
  readonly step: Step
  readonly node: PlanNode
  readonly frame: Frame
  readonly running = new Set<Frame>()
  expired = false
  readonly #opening: Opening
  readonly #outputs: unknown[] = []
  /** Index of the next run. */
  #next = 0
  #error: NodeFailure | undefined
  #cancelled = false
  /** The round that is to be judged before the next one may start. */
  #round: Round | undefined
  #hadLast = false

  constructor(step: Step, frame: Frame, opening: Opening) {
    this.step = step
    this.node = step.node
    this.frame = frame
    this.#opening = opening
    if (opening.kind === 'call' && frame.seed.depth >= MAX_CALL_DEPTH) {
      const message = `sub_script calls are nested more than ${MAX_CALL_DEPTH} levels deep`
      this.#error = { code: 'SUB_SCRIPT_TOO_DEEP', message }
    }
  }

  /** What to run next within the loop's concurrency; `undefined` when nothing may start now. */
  nextRun(): { readonly seed: FrameSeed; readonly index: number } | undefined {
    if (!this.#goesOn || this.#round || this.#isWithoutBody) return undefined
    if (this.#next >= this.#total || this.running.size >= this.#concurrency) return undefined
    const index = this.#next++
    try {
      return { seed: this.#seed(index), index }
    } catch (error) {
      // An item that is read as it is needed may be gone.
      this.#error = toFailure(error)
      return undefined
    }
  }

  /** Records the outcome of one run. After a failure no further run starts, unless the loop continues on errors. */
  take(run: Frame, index: number, outcome: Outcome) {
    this.running.delete(run)
    if (outcome.status === 'completed') this.#outputs[index] = outcome.output
    if (outcome.status === 'failed') {
      const error = this.#explain(run, index, outcome.error)
      const goesOn = this.#opening.kind !== 'call' && this.node.node.on_error === 'continue'
      if (goesOn) this.#outputs[index] = { error }
      else this.#error ??= error
    }
    const { loop } = run.seed
    if (this.#opening.kind === 'rounds' && loop) this.#round = { output: this.#outputs[index], loop }
  }

  /** Ends it once what runs has ended; nothing more starts. */
  fail(error: NodeFailure) {
    this.#error ??= error
  }

  /** The round that has ended and must be judged; `undefined` when there is none. */
  get roundToJudge(): Round | undefined {
    return this.#goesOn ? this.#round : undefined
  }

  takeVerdict(verdict: Verdict) {
    this.#round = undefined
    if (verdict.isLast !== 'unknown') this.#hadLast = verdict.isLast
    else if (verdict.error === 'cancelled') this.#cancelled = true
    else this.#error ??= verdict.error
  }

  /** The outcome of the attempt, once nothing of it is running. */
  outcome(): Outcome {
    if (this.expired)
      return { status: 'failed', error: toFailure(nodeTimeout(this.node.node.timeout_ms ?? 0)) }
    if (this.frame.stopped || this.#cancelled) return { status: 'cancelled' }
    if (this.#error) return { status: 'failed', error: this.#error }
    const opening = this.#opening
    if (opening.kind === 'call') return { status: 'completed', output: this.#outputs[0], port: 'out' }
    if (opening.kind === 'rounds' && opening.onLimit === 'fail' && this.#hasReachedLimit)
      return { status: 'failed', error: limitReached(opening.times) }
    const isBare = this.#isWithoutBody && opening.kind === 'loop'
    return {
      status: 'completed',
      output: isBare ? (opening.whole ?? opening.items) : this.#outputs,
      port: 'done',
    }
  }

  get #goesOn(): boolean {
    return !(
      this.#error ||
      this.#cancelled ||
      this.#hadLast ||
      this.expired ||
      this.frame.stopped ||
      this.frame.end
    )
  }

  get #hasReachedLimit(): boolean {
    return !this.#hadLast && this.#next >= this.#total
  }

  get #total(): number {
    const opening = this.#opening
    if (opening.kind === 'loop') return opening.items.length
    return opening.kind === 'rounds' ? opening.times : 1
  }

  get #concurrency(): number {
    return this.#opening.kind === 'loop' ? this.#opening.concurrency : 1
  }

  /** A loop over items without a body gives its items. */
  get #isWithoutBody(): boolean {
    return this.#opening.kind === 'loop' && !this.node.body?.nodes.length
  }

  #seed(index: number): FrameSeed {
    const { step, frame } = this
    const opening = this.#opening
    const { attempt } = opening
    if (opening.kind === 'call') {
      const { input, plan, strict } = opening
      const depth = frame.seed.depth + 1
      const path = callPath(step.key, attempt)
      return { scope: plan.root, path, input, params: input, outer: frame, depth, strict }
    }
    const item = opening.kind === 'loop' ? opening.items.at(index) : this.#inputOfRound(index)
    return {
      scope: this.node.body ?? EMPTY,
      path: iterationPath(step.key, index, attempt),
      input: item,
      params: frame.seed.params,
      feeder: this.node.node.id,
      loop: { index, item },
      outer: frame,
      seesOuter: true,
      depth: frame.seed.depth,
      strict: frame.seed.strict,
    }
  }

  #inputOfRound(index: number): unknown {
    return index === 0 ? this.step.scope.input : this.#outputs[index - 1]
  }

  #explain(run: Frame, index: number, error: NodeFailure): NodeFailure {
    const where = `node "${run.failure?.node_id}"`
    const message = this.#opening.kind === 'call' ? where : `item ${index}, ${where}`
    return { ...error, message: `${message}: ${error.message}` }
  }
}

const EMPTY: PlanScope = { nodes: [], entries: [] }
