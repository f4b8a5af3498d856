export interface ByteBudgetOptions {
  readonly limit: number
  /** The setting that the limit comes from, for the errors of those who meet it. */
  readonly setting: string
  /** A larger budget that this one is a part of: what is taken here counts there, too. */
  readonly parent?: ByteBudget | undefined
  /** Called when nothing is taken any more. */
  readonly onEmpty?: () => void
}

/** Bytes of memory that may be in use at once. Whoever takes some gives the same number back. */
export class ByteBudget {
  readonly limit: number
  readonly setting: string
  readonly #parent: ByteBudget | undefined
  readonly #onEmpty: (() => void) | undefined
  #used = 0

  constructor({ limit, setting, parent, onEmpty }: ByteBudgetOptions) {
    this.limit = limit
    this.setting = setting
    this.#parent = parent
    this.#onEmpty = onEmpty
  }

  get used(): number {
    return this.#used
  }

  /** Takes all of the bytes, or none when they exceed this budget or one above, which is then returned. */
  take(bytes: number): ByteBudget | undefined {
    if (this.#used + bytes > this.limit) return this
    const exceeded = this.#parent?.take(bytes)
    if (!exceeded) this.#used += bytes
    return exceeded
  }

  give(bytes: number): void {
    this.#used -= bytes
    this.#parent?.give(bytes)
    if (this.#used === 0) this.#onEmpty?.()
  }
}

export interface SharedBudgetOptions {
  readonly total: Pick<ByteBudgetOptions, 'limit' | 'setting'>
  /** How much of the total each holder may take. */
  readonly share: Pick<ByteBudgetOptions, 'limit' | 'setting'>
}

/** A budget of which no holder, such as an API key, can take more than a share. */
export class SharedBudget {
  readonly total: ByteBudget
  readonly #share: SharedBudgetOptions['share']
  /** Shares that are in use. */
  readonly #shares = new Map<string, ByteBudget>()

  constructor({ total, share }: SharedBudgetOptions) {
    this.total = new ByteBudget(total)
    this.#share = share
  }

  /** The share of a holder. It is not to be kept beyond what is taken from it: an empty one is replaced. */
  of(holder: string): ByteBudget {
    const known = this.#shares.get(holder)
    if (known) return known
    const share = new ByteBudget({
      ...this.#share,
      parent: this.total,
      onEmpty: () => this.#shares.delete(holder),
    })
    this.#shares.set(holder, share)
    return share
  }
}
