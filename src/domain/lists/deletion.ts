import { AppError, type ErrorCode } from '../errors.ts'

/** The outcome of deleting an item. */
interface Deletion<I, C extends ErrorCode> {
  readonly id: I
  readonly deleted: boolean
  /** Why it was not deleted. */
  readonly error_code: C | null
}

/** So that other writes get their turn in between. */
const AT_ONCE = 20

/** Which items are to be deleted: those with the ids, otherwise as many as the limit of those that are found. */
interface Selection<I> {
  readonly ids?: readonly I[] | undefined
  readonly limit: number
}

interface DeleteOptions<I, C extends ErrorCode> {
  readonly find: (limit: number) => Promise<readonly I[]>
  readonly remove: (id: I) => Promise<void>
  /** Errors that concern one item; the others are not affected. */
  readonly expected: readonly C[]
}

/** Deletes items one by one, each in a transaction of its own. An id that is given twice has one result. */
export const deleteSome = async <I, C extends ErrorCode>(
  { ids, limit }: Selection<I>,
  { find, ...options }: DeleteOptions<I, C>,
) => {
  const found = ids ?? (await find(limit + 1))
  const chosen = ids ? new Set(ids) : found.slice(0, limit)
  const results = await deleteEach([...chosen], options)
  const deleted = results.filter((each) => each.deleted).length
  return { deleted, more: !ids && found.length > limit, results }
}

const deleteEach = async <I, C extends ErrorCode>(
  ids: I[],
  { remove, expected }: Omit<DeleteOptions<I, C>, 'find'>,
): Promise<Deletion<I, C>[]> => {
  const results: Deletion<I, C>[] = []
  while (ids.length > 0) {
    const part = ids.splice(0, AT_ONCE).map(async (id): Promise<Deletion<I, C>> => {
      try {
        await remove(id)
        return { id, deleted: true, error_code: null }
      } catch (error) {
        const code = error instanceof AppError ? expected.find((each) => each === error.code) : undefined
        if (code === undefined) throw error
        return { id, deleted: false, error_code: code }
      }
    })
    results.push(...(await Promise.all(part)))
  }
  return results
}
