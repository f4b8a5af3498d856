/**
 * An opaque cursor that holds the sort key of the last item of a page. Paging by key, unlike paging by offset,
 * neither repeats nor skips items when others are inserted before the cursor.
 */
export const encodeCursor = (key: readonly unknown[]): string =>
  Buffer.from(JSON.stringify(key)).toString('base64url')

/** A cursor of a list with several orders; only one in its usual order has the key alone. */
export const sortedCursor = (sort: string, usual: string, key: readonly (string | number)[]): string =>
  encodeCursor(sort === usual ? key : [sort, key])

/** Whether an order is a descending one, such as `-name`. */
export const isDescending = (sort: string): boolean => sort.startsWith('-')

/** The sort key in a cursor; `undefined` when the text is not a cursor. */
export const decodeCursor = (cursor: string): readonly unknown[] | undefined => {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(key) ? key : undefined
  } catch {
    return undefined
  }
}

/** A page of a list. */
export interface Page {
  /** A JSON array as text. */
  readonly items: string
  readonly count: number
  readonly nextCursor: string | null
  /** Equal for equal pages. */
  readonly etag: string
}
