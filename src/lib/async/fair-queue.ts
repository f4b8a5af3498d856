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

  /**
   * Takes the next item; `loadOf` returns the load of a holder, `undefined` when it may have nothing more for now, and
   * `mayTake` whether a group may have more.
   */
  take(
    loadOf: (holder: string) => number | undefined,
    mayTake: (holder: string, group: unknown) => boolean = always,
  ): T | undefined {
    const next = this.#next(loadOf, mayTake)
    const groups = next && this.#holders.get(next.holder)
    if (!next || !groups) return undefined
    const { holder, group } = next
    this.#holders.delete(holder)
    const item = takeFrom(groups, group)
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

  #next(
    loadOf: (holder: string) => number | undefined,
    mayTake: (holder: string, group: unknown) => boolean,
  ): { readonly holder: string; readonly group: unknown } | undefined {
    let next: { readonly holder: string; readonly group: unknown } | undefined
    let least = Number.POSITIVE_INFINITY
    for (const [holder, groups] of this.#holders) {
      const load = loadOf(holder)
      if (load === undefined || load >= least) continue
      const found = groups.keys().find((group) => mayTake(holder, group))
      if (found === undefined && !groups.has(found)) continue
      next = { holder, group: found }
      least = load
      if (load === 0) break
    }
    return next
  }
}

const always = () => true

/** Takes from this group, which becomes the last. */
const takeFrom = <T>(groups: Groups<T>, group: unknown): T | undefined => {
  const items = groups.get(group)
  if (!items) return undefined
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
