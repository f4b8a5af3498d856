import { isDescending, sortedCursor } from '../../domain/cursor.ts'
import { type PagedList, pageReader } from '../page-reader.ts'

/** A `pageReader` for each order of a list, by the name of the order. */
export const pageReaders = <S extends string>(
  columns: PagedList['columns'],
  keys: Readonly<Record<S, PagedList['key']>>,
  usual: NoInfer<S>,
  computed?: PagedList['computed'],
) => {
  // Guarantee of both casts: `keys` has no other keys.
  const entries = Object.entries(keys) as [S, PagedList['key']][]
  const readers = entries.map(([sort, key]) => {
    const direction = isDescending(sort) ? 'DESC' : 'ASC'
    const toCursor = (last: readonly (string | number)[]) => sortedCursor(sort, usual, last)
    return [sort, pageReader({ columns, computed, key, direction, toCursor })] as const
  })
  return Object.fromEntries(readers) as Readonly<Record<S, ReturnType<typeof pageReader>>>
}
