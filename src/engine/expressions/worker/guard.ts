import { getHeapStatistics } from 'node:v8'
import type jsonata from 'jsonata'
import { type Controls, isCancelled } from '../../workers/controls.ts'
import { TaskTimer } from '../../workers/task-timer.ts'
import { registerFunctions } from '../functions/register.ts'
import { protectFunction, setHook } from '../hooks.ts'
import { failedExpression, memoryError, textTooLong, timeoutError } from '../mistakes/failures.ts'
import { createPureNodes } from './nodes/pure-nodes.ts'
import type { WorkerLimits } from './protocol.ts'
import { registerTextFunctions } from './text-functions.ts'

const STEPS_PER_CHECK = 100
/** A text that is checked at once. */
const LONG_TEXT = 1_000_000

/**
 * Ends an evaluation before it exhausts its worker's heap. A worker that reaches its limit gradually is terminated
 * alone, but a single allocation larger than the rest of the heap ends the whole process. So each step must start with
 * room to spare, and the size of what one step allocates must be bounded.
 */
export class ExpressionGuard {
  /** For JSONata: a single step may find a million matches. */
  readonly RegexEngine: RegExpConstructor
  readonly #limits: WorkerLimits
  readonly #controls: Controls
  readonly #purify = createPureNodes()
  #timer: TaskTimer | undefined
  #ceiling = 0
  #isExhausted = false
  #steps = 0

  constructor(limits: WorkerLimits, controls: Controls) {
    this.#limits = limits
    this.#controls = controls
    const pass = () => this.#pass()
    this.RegexEngine = withStatics(
      class extends RegExp {
        override exec(text: string) {
          pass()
          return super.exec(text)
        }
      },
    )
  }

  /** To be called when the thread begins with a task. */
  startTimer() {
    this.#timer = new TaskTimer(this.#limits, this.#controls)
  }

  /** To be called when the scope has been read and the evaluation is about to start. */
  start(memoryBytes: number) {
    this.#isExhausted = false
    this.#ceiling = getHeapStatistics().used_heap_size + memoryBytes
  }

  /** Whether the evaluation has ended because it needs more memory than it may allocate. */
  get isExhausted(): boolean {
    return this.#isExhausted
  }

  watch(compiled: jsonata.Expression): jsonata.Expression {
    registerFunctions(compiled, { ...this.#limits, check: () => this.check() })
    registerTextFunctions(compiled, this.#limits.largest)
    setHook(compiled, 'entry', (node, input, environment) => {
      this.#purify(node, input, environment)
      if (node.type === 'wildcard') this.#checkNesting(input)
    })
    setHook(compiled, 'exit', (...step) => {
      protectFunction(...step)
      const [, , , value] = step
      if (typeof value === 'string' && value.length > LONG_TEXT) this.#checkText(value)
      this.#pass()
    })
    return compiled
  }

  #pass() {
    if (++this.#steps % STEPS_PER_CHECK === 0) this.check()
  }

  #checkText({ length }: string) {
    if (length > this.#limits.largest) throw textTooLong(this.#limits.largest)
    this.check()
  }

  /** @throws NodeError when the evaluation is cancelled, or needs too much time or memory */
  check() {
    if (isCancelled(this.#controls)) throw failedExpression('cancelled')
    const exceeded = this.#timer?.exceeded()
    if (exceeded) throw timeoutError(exceeded, this.#limits)
    if (getHeapStatistics().used_heap_size <= this.#ceiling) return
    this.#isExhausted = true
    throw memoryError(this.#limits.memoryBytes)
  }

  /** `*` flattens nested arrays, and one array may stand in many places. */
  #checkNesting(input: unknown) {
    let left = this.#limits.sequence
    const count = (value: unknown) => {
      if (--left < 0) throw memoryError(this.#limits.memoryBytes)
      if (Array.isArray(value)) value.forEach(count)
    }
    if (typeof input === 'object' && input !== null) Object.values(input).forEach(count)
  }
}

/** JSONata only constructs the engine and calls `exec`, so the call without `new` can be missing. */
const withStatics = (engine: new (pattern: RegExp) => RegExp) => engine as unknown as RegExpConstructor
