import type { MaybePromise } from '../../../../lib/async/maybe-promise.ts'

/**
 * A stable sort whose comparison may take time. `isAfter` says whether `a`, which precedes `b`, belongs after it.
 * Halves are sorted first, the left one before the right one.
 */
export const mergeSort = async <T>(
  items: readonly T[],
  isAfter: (a: T, b: T) => MaybePromise<unknown>,
): Promise<T[]> => {
  if (items.length < 2) return [...items]
  const middle = Math.floor(items.length / 2)
  const left = (await mergeSort(items.slice(0, middle), isAfter)).values()
  const right = (await mergeSort(items.slice(middle), isAfter)).values()
  const merged: T[] = []
  let a = left.next()
  let b = right.next()
  while (!a.done && !b.done) {
    const verdict = isAfter(a.value, b.value)
    const swap = verdict instanceof Promise ? await verdict : verdict
    merged.push(swap ? b.value : a.value)
    if (swap) b = right.next()
    else a = left.next()
  }
  for (; !a.done; a = left.next()) merged.push(a.value)
  for (; !b.done; b = right.next()) merged.push(b.value)
  return merged
}
