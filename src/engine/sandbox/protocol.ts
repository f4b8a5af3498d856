import type { LogLine } from '../records.ts'
import type { TimeLimits } from '../workers/task-timer.ts'

/** Scope and result cross as JSON text, so that nothing but data can. */
export interface SandboxTask {
  readonly code: string
  /** JSON text of `{input, nodes, params, execution, loop, $vars}`, without what the code does not name. */
  readonly scope: string
  readonly wasm: WebAssembly.Module
}

export interface SandboxLimits extends TimeLimits {
  /** What the code may hold, its scope and its result included; less than 10 MiB acts as 10 MiB. */
  readonly memoryBytes: number
  readonly outputBytes: number
  /** What the lines of one run may take. */
  readonly logBytes: number
}

export type SandboxReply = { readonly logs: readonly LogLine[] } & (
  | { readonly kind: 'result'; readonly json: string }
  | { readonly kind: 'failure'; readonly failure: SandboxFailure }
)

/** The parts of a `NodeError`: a thrown one would lose all but its message on the way between threads. */
export interface SandboxFailure {
  readonly code: string
  readonly message: string
  readonly details?: unknown
  readonly retryable: boolean
}
