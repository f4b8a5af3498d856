/** Where an active request counts. */
export interface Claim {
  readonly caller: string
  /** The round of its admission; 0 before. */
  round: number
}

interface Counts {
  current: number
  previous: number
}

/** Counts active requests in all and by caller; those that were admitted before the previous round no longer count. */
export class ActiveRequests {
  readonly #all: Counts = { current: 0, previous: 0 }
  readonly #byCaller = new Map<string, Counts>()
  #round = 1

  get total(): number {
    return this.#all.current + this.#all.previous
  }

  of(caller: string): number {
    const counts = this.#byCaller.get(caller)
    return counts ? counts.current + counts.previous : 0
  }

  add(claim: Claim): void {
    claim.round = this.#round
    const counts = this.#byCaller.get(claim.caller) ?? { current: 0, previous: 0 }
    this.#byCaller.set(claim.caller, counts)
    counts.current++
    this.#all.current++
  }

  remove({ caller, round }: Claim): void {
    const name = this.#nameOf(round)
    const counts = this.#byCaller.get(caller)
    if (!name || !counts) return
    counts[name]--
    this.#all[name]--
    if (counts.current + counts.previous === 0) this.#byCaller.delete(caller)
  }

  advance(rounds: number): void {
    this.#round += rounds
    advanceCounts(this.#all, rounds)
    for (const [caller, counts] of this.#byCaller) {
      advanceCounts(counts, rounds)
      if (counts.previous === 0) this.#byCaller.delete(caller)
    }
  }

  #nameOf(round: number): keyof Counts | undefined {
    if (round === 0) return undefined
    if (round === this.#round) return 'current'
    return round === this.#round - 1 ? 'previous' : undefined
  }
}

const advanceCounts = (counts: Counts, rounds: number): void => {
  counts.previous = rounds === 1 ? counts.current : 0
  counts.current = 0
}
