import { getHeapStatistics } from 'node:v8'
import type jsonata from 'jsonata'
import { failedExpression } from '../jsonata.ts'
import { protectFunction, setHook } from './hooks.ts'
import type { ThreadLimits } from './protocol.ts'
import { registerTextFunctions, textTooLong } from './text-functions.ts'

const STEPS_PER_LOOK = 100
/** A text that is worth a look at once. */
const LONG_TEXT = 1_000_000

/**
 * Ends an evaluation before it has taken all the memory of its thread. A thread that reaches its limit little by little
 * is ended alone; one that asks for a single piece that is larger than what is left ends the whole process. So there
 * must be room enough at the beginning of each step, and no step may make a piece of any size.
 */
export class ExpressionGuard {
  /** For JSONata: with regular expressions a single step may be a million matches. */
  readonly RegexEngine: RegExpConstructor
  readonly #limits: ThreadLimits
  #ceiling = 0
  #steps = 0

  constructor(limits: ThreadLimits) {
    this.#limits = limits
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

  /** To be called when the scope is there and the evaluation is about to begin. */
  begin() {
    this.#ceiling = getHeapStatistics().used_heap_size + this.#limits.memoryBytes
  }

  watch(compiled: jsonata.Expression): jsonata.Expression {
    registerTextFunctions(compiled, this.#limits.largest)
    setHook(compiled, 'entry', ({ type }, input) => {
      if (type === 'wildcard') this.#checkNesting(input)
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
    if (++this.#steps % STEPS_PER_LOOK === 0) this.#checkHeap()
  }

  #checkText({ length }: string) {
    if (length > this.#limits.largest) throw textTooLong(this.#limits.largest)
    this.#checkHeap()
  }

  #checkHeap() {
    if (getHeapStatistics().used_heap_size > this.#ceiling) throw memoryFailure()
  }

  /** `*` writes arrays in arrays out in one, even those that stand in many places. */
  #checkNesting(input: unknown) {
    let left = this.#limits.sequence
    const count = (value: unknown) => {
      if (--left < 0) throw memoryFailure()
      if (Array.isArray(value)) value.forEach(count)
    }
    if (typeof input === 'object' && input !== null) Object.values(input).forEach(count)
  }
}

export const memoryFailure = () => failedExpression('the expression needs more memory than it may use')

/** JSONata does nothing with it but `new` and `exec`, for which the call without `new` need not be there. */
const withStatics = (engine: new (pattern: RegExp) => RegExp) => engine as unknown as RegExpConstructor
