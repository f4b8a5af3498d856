/** Scope and result cross as JSON text, so that nothing but data can. */
export interface SandboxTask {
  readonly code: string
  /** JSON text of `{input, nodes, params}`. */
  readonly scope: string
  readonly wasm: WebAssembly.Module
}

export interface SandboxLimits {
  /** What the code may hold, its scope and its result included; less than 10 MiB acts as 10 MiB. */
  readonly memoryBytes: number
  readonly timeoutMs: number
  readonly outputBytes: number
}

export type SandboxReply =
  | { readonly kind: 'result'; readonly json: string }
  | { readonly kind: 'failure'; readonly failure: SandboxFailure }

/** The parts of a `NodeError`: a thrown one would lose all but its message on the way between threads. */
export interface SandboxFailure {
  readonly code: string
  readonly message: string
  readonly details?: unknown
  readonly retryable: boolean
}
