import { contentTag } from '../../lib/store/content-tag.ts'
import { type Page, sortedCursor } from '../cursor.ts'
import { CREATION_ORDERS, type CreationOrderName } from './orders.ts'

export interface CreationPlace {
  readonly sort: CreationOrderName
  readonly limit: number
}

/**
 * A page of what is listed in the order of its creation.
 * @param rows one more than the page may have, when others follow
 * @param write gives the items as a JSON array
 */
export const creationPage = async <R extends { readonly id: number }>(
  rows: readonly R[],
  { sort, limit }: CreationPlace,
  write: (kept: readonly R[]) => string | Promise<string>,
): Promise<Page> => {
  const kept = rows.slice(0, limit)
  const last = rows.length > limit ? kept.at(-1) : undefined
  const items = await write(kept)
  const nextCursor = last ? sortedCursor(sort, CREATION_ORDERS[0], [last.id]) : null
  return { items, count: kept.length, nextCursor, etag: contentTag(items + nextCursor) }
}
