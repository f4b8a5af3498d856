/** What expressions and code can name: `input`, `nodes.<id>`, `params`, `execution`, and `loop` inside a loop body. */
export interface Scope {
  readonly input: unknown
  readonly nodes: Readonly<Record<string, unknown>>
  readonly params: unknown
  readonly execution: ExecutionInfo
  readonly loop?: { readonly index: number; readonly item: unknown }
}

export interface ExecutionInfo {
  readonly id: string
  readonly script_id: number | null
}
