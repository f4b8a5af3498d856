import type { HashedGraph } from '../../engine/graph/graph.ts'

/** The scripts that can be started. */
export interface StartableScripts {
  /** @throws AppError `SCRIPT_NOT_FOUND` */
  load(id: number): Promise<{ readonly row: { readonly active: boolean }; readonly source: HashedGraph }>
}
