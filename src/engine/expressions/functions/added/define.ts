import type jsonata from 'jsonata'

/** The documentation of a function for users. */
export interface FunctionInfo {
  /** Without `$`. */
  readonly name: string
  /** The arguments as they are written in a call; those that may be left out end with `?`. */
  readonly parameters: string
  readonly description: string
  readonly examples: readonly FunctionExample[]
}

export interface FunctionExample {
  readonly expression: string
  /** Missing when it is not always the same. */
  readonly value?: unknown
}

/** A function that JSONata does not have. */
export interface AddedFunction extends FunctionInfo {
  /** In JSONata's notation. */
  readonly signature: string
  /**
   * How many of the first arguments are texts that decide nothing but the text of the result: neither whether the call
   * fails, nor how long it takes. None when missing.
   */
  readonly texts?: number
  readonly implement: (limits: FunctionLimits) => Implementation
}

type Implementation = Parameters<jsonata.Expression['registerFunction']>[1]

/** Limits for functions whose work or result may be far larger than their arguments. */
export interface FunctionLimits {
  /** Characters of a text. */
  readonly largest: number
  /** What an evaluation may allocate. */
  readonly memoryBytes: number
  /** Throws when the evaluation must end. */
  check(): void
}
