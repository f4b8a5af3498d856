import type { SqlQuery, TableTarget } from '../../ports.ts'

export interface QueryTask extends SqlQuery {
  readonly result: TableTarget
  /** Longest text or blob that the query may build. */
  readonly maxValueBytes: number
}
