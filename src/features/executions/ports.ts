import type { HashedGraph } from '../../engine/graph/graph.ts'

export interface ExecutableScript {
  readonly row: {
    readonly id: number
    readonly strict: boolean
    readonly version: number
    readonly timeout_ms: number | null
  }
  readonly source: HashedGraph
}

/** The scripts that can be executed. */
export interface ExecutableScripts {
  /** @throws AppError `SCRIPT_NOT_FOUND` */
  load(id: number): Promise<ExecutableScript>
  /** Ids of the active scripts in execution order. */
  activeIds(): Promise<number[]>
}
