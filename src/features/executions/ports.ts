import type { HashedGraph } from '../../engine/graph/graph.ts'

/** The scripts that can be executed. */
export interface ExecutableScripts {
  /** @throws AppError `SCRIPT_NOT_FOUND` */
  load(id: number): Promise<{ readonly row: { readonly id: number }; readonly source: HashedGraph }>
  /** Ids of the active scripts in execution order. */
  activeIds(): Promise<number[]>
}
