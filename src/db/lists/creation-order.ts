import { asc, desc, gt, lt } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { isDescending } from '../../domain/cursor.ts'
import type { CreationOrderName } from '../../domain/lists/orders.ts'

/** The items of a page in the order of their ids, which is that of their creation, or in the opposite one. */
export interface CreationOrder {
  readonly sort: CreationOrderName
  /** The last id of the previous page. */
  readonly after?: number | undefined
}

/** What a query needs for such a page. */
export const inCreationOrder = (id: SQLiteColumn, { sort, after }: CreationOrder) => {
  const isBeyond = isDescending(sort) ? lt : gt
  return {
    beyond: after === undefined ? undefined : isBeyond(id, after),
    order: isDescending(sort) ? desc(id) : asc(id),
  }
}
