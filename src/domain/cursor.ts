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

/** A part of a list. */
export interface Page {
  /** The text of a JSON array. */
  readonly items: string
  readonly count: number
  readonly nextCursor: string | null
  /** The same for the same page. */
  readonly etag: string
}
