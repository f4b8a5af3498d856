import type { NodeFailure } from '../errors.ts'
import { iterationPath } from '../step-key.ts'
import type { Frame, FrameSeed } from './frame.ts'
import type { PlanNode, PlanScope } from './plan.ts'
import type { Opening, Outcome, Step } from './step.ts'

const MAX_CALL_DEPTH = 16

const TIMED_OUT: NodeFailure = { code: 'NODE_TIMEOUT', message: 'the node took longer than its timeout_ms' }

/** An opened loop or call: its iterations or its one call, and their outputs. */
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

  constructor(step: Step, frame: Frame, opening: Opening) {
    this.step = step
    this.node = step.node
    this.frame = frame
    this.#opening = opening
    if (opening.kind === 'call' && frame.seed.depth >= MAX_CALL_DEPTH) {
      const message = `scripts call each other more than ${MAX_CALL_DEPTH} levels deep`
      this.#error = { code: 'SUB_SCRIPT_TOO_DEEP', message }
    }
  }

  /** What to run next within the loop's concurrency; `undefined` when nothing may start now. */
  nextRun(): { readonly seed: FrameSeed; readonly index: number } | undefined {
    const opening = this.#opening
    const total = opening.kind === 'loop' ? opening.items.length : 1
    const limit = opening.kind === 'loop' ? opening.concurrency : 1
    if (this.#error || this.expired || this.#isWithoutBody || this.frame.stopped || this.frame.end) {
      return undefined
    }
    if (this.#next >= total || this.running.size >= limit) return undefined
    const index = this.#next++
    return { seed: this.#seed(index), index }
  }

  /** Records the outcome of one run. After a failure no further run starts, unless the loop continues on errors. */
  take(run: Frame, index: number, outcome: Outcome) {
    this.running.delete(run)
    if (outcome.status === 'completed') this.#outputs[index] = outcome.output
    if (outcome.status !== 'failed') return
    const error = this.#explain(run, index, outcome.error)
    const goesOn = this.#opening.kind === 'loop' && this.node.node.on_error === 'continue'
    if (goesOn) this.#outputs[index] = { error }
    else this.#error ??= error
  }

  /** The loop's or call's own outcome, once nothing of it is running. */
  outcome(): Outcome {
    if (this.expired) return { status: 'failed', error: TIMED_OUT }
    if (this.frame.stopped) return { status: 'cancelled' }
    if (this.#error) return { status: 'failed', error: this.#error }
    if (this.#opening.kind === 'loop') {
      const output = this.#isWithoutBody ? this.#opening.items : this.#outputs
      return { status: 'completed', output, port: 'done' }
    }
    return { status: 'completed', output: this.#outputs[0], port: 'out' }
  }

  /** A loop without a body gives its items. */
  get #isWithoutBody(): boolean {
    return this.#opening.kind === 'loop' && !this.node.body?.nodes.length
  }

  #seed(index: number): FrameSeed {
    const { step, frame } = this
    const opening = this.#opening
    if (opening.kind === 'call') {
      const { input, plan } = opening
      const depth = frame.seed.depth + 1
      return { scope: plan.root, path: step.key, input, params: input, outer: frame, depth }
    }
    const item = opening.items[index]
    return {
      scope: this.node.body ?? EMPTY,
      path: iterationPath(step.key, index),
      input: item,
      params: frame.seed.params,
      feeder: this.node.node.id,
      loop: { index, item },
      outer: frame,
      seesOuter: true,
      depth: frame.seed.depth,
    }
  }

  #explain(run: Frame, index: number, error: NodeFailure): NodeFailure {
    const where = `node "${run.failure?.node_id}"`
    const message = this.#opening.kind === 'loop' ? `item ${index}, ${where}` : where
    return { ...error, message: `${message}: ${error.message}` }
  }
}

const EMPTY: PlanScope = { nodes: [], entries: [] }
