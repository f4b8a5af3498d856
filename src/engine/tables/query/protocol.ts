import type { TableShape } from '../../../domain/tables/table.ts'
import type { SqlQuery, TableTarget } from '../../ports.ts'

export interface QueryTask extends SqlQuery {
  readonly result: TableTarget
}

export type QueryReply =
  | { readonly kind: 'done'; readonly shape: TableShape }
  | { readonly kind: 'failure'; readonly code: string; readonly message: string }

/** By which the process ends itself when it takes too much memory; so it does when V8 finds none. */
export const OUT_OF_MEMORY = 'SIGABRT'
