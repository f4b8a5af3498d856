/** The items of one holder, by group. A set forgets an item in constant time, and keeps the order of their arrival. */
type Groups<T> = Map<unknown, Set<T>>

/**
 * A queue that many holders share. The holder that has least goes first, and those with equally much take turns; so do
 * the groups of a holder. Within a group, items keep the order of their arrival.
 */
export class FairQueue<T> {
  readonly #holders = new Map<string, Groups<T>>()
  #size = 0

  get size(): number {
    return this.#size
  }

  push(holder: string, group: unknown, item: T) {
    const groups = getOrAdd(this.#holders, holder, (): Groups<T> => new Map())
    getOrAdd(groups, group, () => new Set<T>()).add(item)
    this.#size++
  }

  /** Takes the next item; `loadOf` returns the load of a holder, `undefined` when it may have nothing more for now. */
  take(loadOf: (holder: string) => number | undefined): T | undefined {
    const holder = this.#next(loadOf)
    const groups = holder === undefined ? undefined : this.#holders.get(holder)
    if (holder === undefined || !groups) return undefined
    this.#holders.delete(holder)
    const item = takeInTurn(groups)
    if (groups.size > 0) this.#holders.set(holder, groups)
    this.#size--
    return item
  }

  /** Takes an item out of its turn, if it is still queued. */
  remove(holder: string, group: unknown, item: T) {
    const groups = this.#holders.get(holder)
    const items = groups?.get(group)
    if (!groups || !items?.delete(item)) return
    this.#size--
    if (items.size === 0) groups.delete(group)
    if (groups.size === 0) this.#holders.delete(holder)
  }

  #next(loadOf: (holder: string) => number | undefined): string | undefined {
    let next: string | undefined
    let least = Number.POSITIVE_INFINITY
    for (const holder of this.#holders.keys()) {
      const load = loadOf(holder)
      if (load === undefined || load >= least) continue
      next = holder
      least = load
      if (load === 0) break
    }
    return next
  }
}

/** Takes from the first group, which becomes the last. */
const takeInTurn = <T>(groups: Groups<T>): T | undefined => {
  const [first] = groups
  if (!first) return undefined
  const [group, items] = first
  groups.delete(group)
  const [item] = items
  if (item !== undefined) items.delete(item)
  if (items.size > 0) groups.set(group, items)
  return item
}

const getOrAdd = <K, V>(map: Map<K, V>, key: K, create: () => V): V => {
  const known = map.get(key)
  if (known !== undefined) return known
  const created = create()
  map.set(key, created)
  return created
}
