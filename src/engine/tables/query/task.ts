import type { SqlQuery, TableTarget } from '../../ports.ts'

export interface QueryTask extends SqlQuery {
  readonly result: TableTarget
}
