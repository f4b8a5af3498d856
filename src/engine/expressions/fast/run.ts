import type { VariableValues } from '../../scope.ts'
import type { SecretValues } from '../secrets.ts'

/**
 * Thrown where only JSONata can give the answer: at compile time for an expression without a fast form, at run time for
 * an error, an unusual value or too much work. The evaluation then starts again in a worker.
 */
export const FALLBACK = new Error('left to JSONata')

export const fallback = (): never => {
  throw FALLBACK
}

/**
 * A compiled expression or part of one: its value in a context, which is an array only where it is a group of several
 * items. Throws `FALLBACK`.
 */
export type Fast = (context: unknown, run: FastRun) => unknown

/** Work of one evaluation, in steps of some 50 ns: about 5 ms of the event loop. */
const MAX_WORK = 100_000
/** Characters of text that count as one step. */
const TEXT_UNIT = 16
/** Steps for a value that is turned into JSON text. */
export const STRINGIFY_STEPS = 4
/** Values that a result may hold: what is made of it later takes time in proportion. */
const MAX_RESULT_VALUES = 100_000

/** What an evaluation can read in addition to its root. */
export interface Given {
  readonly secrets?: SecretValues | undefined
  readonly variables?: VariableValues | undefined
}

/** The state of one evaluation. */
export class FastRun {
  readonly root: unknown
  readonly secrets: SecretValues | undefined
  /** What `$vars` is. */
  readonly given: VariableValues | undefined
  /** Values of the expression's variables, each at the index that the compiler gave it. */
  readonly variables: unknown[] = []
  readonly #checkLimits: (() => void) | undefined
  #left = MAX_WORK
  #now: Date | undefined

  /**
   * With `checkLimits` the evaluation may continue as long as that does not throw; it is called every few milliseconds.
   */
  constructor(root: unknown, { secrets, variables }: Given, checkLimits?: () => void) {
    this.root = root
    this.secrets = secrets
    this.given = variables
    this.#checkLimits = checkLimits
  }

  /** One time for the whole evaluation, as in JSONata. */
  get now(): Date {
    this.#now ??= new Date()
    return this.#now
  }

  /** To be called before work that grows with the data. */
  spend(steps: number) {
    this.#left -= steps
    if (this.#left >= 0) return
    if (!this.#checkLimits) fallback()
    this.#checkLimits?.()
    this.#left = MAX_WORK
  }

  spendText(text: string) {
    this.spend(text.length / TEXT_UNIT)
  }

  /** Spends what it takes to do a number of `steps` with each value in a value. */
  spendValue(value: unknown, steps = 1) {
    if (typeof value === 'string') this.spendText(value)
    else this.spend(steps)
    if (typeof value !== 'object' || value === null) return
    for (const part of Object.values(value)) this.spendValue(part, steps)
  }

  /** The same value may occur in many places of a result, which may therefore be far larger than the scope. */
  checkResult(value: unknown) {
    if (typeof value !== 'object' || this.#checkLimits) return
    this.#left = MAX_RESULT_VALUES
    this.spendValue(value)
  }
}

const MARKS = ['_jsonata_lambda', '_jsonata_function', 'tupleStream', 'outerWrapper']

/** The value, unless it has a field by which JSONata would take it for one of its own functions or streams. */
export const unmarked = (value: unknown): unknown => {
  if (typeof value === 'object' && value !== null && MARKS.some((mark) => mark in value)) fallback()
  return value
}
