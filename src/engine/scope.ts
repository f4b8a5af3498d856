/** Values of variables by name. */
export type VariableValues = Readonly<Record<string, unknown>>

/** A symbol, as expressions read `$vars`, and must not find it among the fields of the scope. */
export const VARIABLES = Symbol('variables')

/** What expressions and code can name: `input`, `nodes.<id>`, `params`, `execution`, and `loop` inside a loop body; `$vars`. */
export interface Scope {
  readonly input: unknown
  readonly nodes: Readonly<Record<string, unknown>>
  readonly params: unknown
  readonly execution: ExecutionInfo
  readonly loop?: { readonly index: number; readonly item: unknown }
  /** Outside of executions there are none. */
  readonly [VARIABLES]?: VariableValues | undefined
}

/** The names that are always in scope. */
export const SCOPE_NAMES: readonly string[] = [
  'input',
  'nodes',
  'params',
  'execution',
] satisfies (keyof Scope)[]

/** The names of all fields of `execution`. */
export const EXECUTION_FIELDS: readonly string[] = [
  'id',
  'script_id',
  'resume_url',
] satisfies (keyof ExecutionInfo)[]

export interface ExecutionInfo {
  readonly id: string
  readonly script_id: number | null
  /** For a node that names it and that waiting nodes come after: the address that resumes the next one. */
  readonly resume_url?: string
}
