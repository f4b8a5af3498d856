/** Longer names are not compared, so that a search takes time in proportion to the number of names. */
const MAX_LENGTH = 60
const MAX_NAMES = 1000

const plain = (name: string): string => name.toLowerCase().replaceAll(/[-_ ]/g, '')

/** Insertions, deletions, replacements and swaps of neighbours that turn one text into another; infinite above `most`. */
const distance = (from: string, to: string, most: number): number => {
  let before: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, index) => index)
  let leastBefore = 0
  for (let row = 1; row <= from.length; row++) {
    const next = [row]
    let least = row
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1]
      const isSwap = !same && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      const steps = Math.min(
        (next[column - 1] ?? 0) + 1,
        (last[column] ?? 0) + 1,
        (last[column - 1] ?? 0) + +!same,
        isSwap ? (before[column - 2] ?? 0) + 1 : Infinity,
      )
      next.push(steps)
      least = Math.min(least, steps)
    }
    // Later rows build on the last two only, and names that have nothing in common are soon too far apart.
    if (Math.min(least, leastBefore + 1) > most) return Infinity
    leastBefore = least
    ;[before, last] = [last, next]
  }
  return last[to.length] ?? 0
}

/** Whether more than `most` letters of `to` are not in `from`: then it is farther away, and `distance` takes far longer. */
const lacksMore = (from: string, to: string, most: number): boolean => {
  let lacking = 0
  for (const letter of to) if (!from.includes(letter) && ++lacking > most) return true
  return false
}

/** The name that differs from `typed` by a slip of the keyboard, by case or by separators; the nearest of several. */
export const misspelled = (typed: string, names: readonly string[]): string | undefined => {
  const text = plain(typed.slice(0, MAX_LENGTH + 1))
  if (text === '' || text.length > MAX_LENGTH) return undefined
  let best: { readonly name: string; readonly steps: number } | undefined
  for (const name of names.slice(0, MAX_NAMES)) {
    const other = plain(name)
    const most = Math.min(3, Math.floor(Math.max(text.length, other.length) / 3))
    if (Math.abs(other.length - text.length) > most || lacksMore(text, other, most)) continue
    const steps = distance(text, other, most)
    if (steps <= most && steps < (best?.steps ?? Infinity)) best = { name, steps }
  }
  return best?.name
}

/** The name that a wrong one most likely means: as it may be misspelled, or one of its words, as in `http_request`. */
export const nearest = (typed: string, names: readonly string[]): string | undefined =>
  misspelled(typed, names) ??
  names.find((name) => typed.length > 2 && name.toLowerCase().split(/[-_ ]/).includes(typed.toLowerCase()))
