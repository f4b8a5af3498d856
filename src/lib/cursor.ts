/**
 * A place in a list, as clients carry it: opaque to them, the values of the last item's sort key to us.
 * Paging by key and not by offset neither repeats nor skips items when others are added before the place.
 */
export const encodeCursor = (key: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(key)).toString('base64url')

/** The values in a cursor, or `undefined` when it is none of ours. */
export const decodeCursor = (cursor: string): readonly unknown[] | undefined => {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(key) ? key : undefined
  } catch {
    return undefined
  }
}

export interface Page<Item> {
  readonly items: Item[]
  readonly nextCursor: string | null
}

/**
 * A page of at most `limit` of the rows that a query for `limit + 1` found; the surplus one tells that more follow.
 */
export const toPage = <Item>(
  rows: readonly Item[],
  limit: number,
  keyOf: (item: Item) => readonly (string | number)[],
): Page<Item> => {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last ? encodeCursor(keyOf(last)) : null }
}
