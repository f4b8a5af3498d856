/** What bounds the functions whose work or result may be far larger than what they are given. */
export interface FunctionLimits {
  /** Characters of a text. */
  readonly largest: number
  /** What an evaluation may allocate. */
  readonly memoryBytes: number
  /** Throws when the evaluation must end. */
  check(): void
}
