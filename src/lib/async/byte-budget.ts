/** Bytes of memory that may be in use at once. Each holder returns as many as it took. */
export interface Budget {
  readonly limit: number
  /** The setting that the limit comes from, for the errors of those who meet it. */
  readonly setting: string
  readonly used: number
  /** Takes all of the bytes, or none when they exceed this budget or one above, which is then returned. */
  take(bytes: number): Budget | undefined
  give(bytes: number): void
}

export interface ByteBudgetOptions extends Pick<Budget, 'limit' | 'setting'> {
  /** A larger budget that this one is a part of: what is taken here counts there, too. */
  readonly parent?: Budget | undefined
}

export class ByteBudget implements Budget {
  readonly limit: number
  readonly setting: string
  readonly #parent: Budget | undefined
  #used = 0

  constructor({ limit, setting, parent }: ByteBudgetOptions) {
    this.limit = limit
    this.setting = setting
    this.#parent = parent
  }

  get used(): number {
    return this.#used
  }

  take(bytes: number): Budget | undefined {
    if (this.#used + bytes > this.limit) return this
    const exceeded = this.#parent?.take(bytes)
    if (!exceeded) this.#used += bytes
    return exceeded
  }

  give(bytes: number): void {
    this.#used -= bytes
    this.#parent?.give(bytes)
  }
}

export interface SharedBudgetOptions {
  readonly total: Pick<Budget, 'limit' | 'setting'>
  /** How much of the total each holder may take. */
  readonly share: Pick<Budget, 'limit' | 'setting'>
}

/** A budget in which no holder, such as an API key, can take more than a share. */
export class SharedBudget {
  readonly total: ByteBudget
  readonly #share: SharedBudgetOptions['share']
  /** What each holder has taken, unless that is nothing. */
  readonly #used = new Map<string, number>()

  constructor({ total, share }: SharedBudgetOptions) {
    this.total = new ByteBudget(total)
    this.#share = share
  }

  /** The share of a holder: the same one, however often it is asked for and however long it is kept. */
  of(holder: string): Budget {
    return new HolderShare({ ...this.#share, holder, total: this.total, used: this.#used })
  }
}

interface HolderShareOptions extends Pick<Budget, 'limit' | 'setting'> {
  readonly holder: string
  readonly total: Budget
  readonly used: Map<string, number>
}

class HolderShare implements Budget {
  readonly limit: number
  readonly setting: string
  readonly #options: HolderShareOptions

  constructor(options: HolderShareOptions) {
    this.limit = options.limit
    this.setting = options.setting
    this.#options = options
  }

  get used(): number {
    return this.#options.used.get(this.#options.holder) ?? 0
  }

  take(bytes: number): Budget | undefined {
    if (this.used + bytes > this.limit) return this
    const exceeded = this.#options.total.take(bytes)
    if (!exceeded) this.#set(this.used + bytes)
    return exceeded
  }

  give(bytes: number): void {
    this.#options.total.give(bytes)
    this.#set(this.used - bytes)
  }

  #set(bytes: number) {
    const { used, holder } = this.#options
    if (bytes === 0) used.delete(holder)
    else used.set(holder, bytes)
  }
}
