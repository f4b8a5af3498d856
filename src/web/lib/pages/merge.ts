/** What a list by cursor has shown so far, newest first. */
export interface Rows<T> {
  readonly items: readonly T[]
  readonly next: string | null
}

export interface Page<T> {
  readonly data: readonly T[]
  readonly next_cursor: string | null
}

interface Identified {
  readonly id: string
}

export const appendPage = <T extends Identified>({ items }: Rows<T>, page: Page<T>): Rows<T> => {
  const known = new Set(items.map(({ id }) => id))
  return { items: [...items, ...page.data.filter(({ id }) => !known.has(id))], next: page.next_cursor }
}

/**
 * Puts a newer first page over what is shown. Ids sort by time, so that the page is the whole truth down to its last id:
 * what it lacks is gone. Rows further down stay, unless so much is new that there would be a gap between.
 */
export const mergeFirstPage = <T extends Identified>({ items, next }: Rows<T>, page: Page<T>): Rows<T> => {
  const last = page.data.at(-1)
  // A search may find nothing on a page and still continue.
  if (!last && page.next_cursor !== null && items.length > 0) return { items, next }
  if (!last || page.next_cursor === null) return { items: page.data, next: page.next_cursor }
  const below = items.filter(({ id }) => id < last.id)
  const overlaps = items.some(({ id }) => id >= last.id)
  return overlaps && below.length > 0
    ? { items: [...page.data, ...below], next }
    : { items: page.data, next: page.next_cursor }
}
