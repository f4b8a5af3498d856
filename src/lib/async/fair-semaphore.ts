import { FairQueue } from './fair-queue.ts'

export interface FairSemaphoreOptions {
  /** Permits held at once. */
  readonly limit: number
  /** How many of them one holder may have: less than all, so that none can shut the others out. */
  readonly share: number
  /** How many tasks of one holder may wait. */
  readonly queueLimit: number
  /** The reason for a task that finds no place in the queue. */
  readonly onQueueFull: () => Error
}

/** On whose behalf work is done: it takes part in the holder's share, and the groups of a holder take turns. */
export interface Share {
  readonly holder: string
  readonly group?: unknown
}

/** For work that belongs to no caller. */
export const NOBODY: Share = { holder: '' }

/**
 * At most `limit` permits at once, shared fairly: the next one goes to the holder that has the fewest. An aborted signal
 * ends the wait with its reason.
 */
export class FairSemaphore {
  readonly #options: FairSemaphoreOptions
  readonly #queue = new FairQueue<() => void>()
  readonly #holders = new Map<string, HolderCount>()
  #held = 0

  constructor(options: FairSemaphoreOptions) {
    this.#options = options
  }

  async run<T>(task: () => Promise<T> | T, share: Share, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted()
    const count = this.#holders.get(share.holder) ?? { held: 0, waiting: 0 }
    this.#holders.set(share.holder, count)
    if (this.#isFree(count)) this.#grant(count)
    else await this.#turn(share, count, signal)
    try {
      return await task()
    } finally {
      this.#release(share.holder, count)
    }
  }

  #isFree({ held }: HolderCount): boolean {
    return this.#held < this.#options.limit && held < this.#options.share
  }

  #grant(count: HolderCount) {
    this.#held++
    count.held++
  }

  async #turn({ holder, group }: Share, count: HolderCount, signal?: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const take = () => {
      this.#grant(count)
      resolve()
    }
    const leave = () => {
      this.#queue.remove(holder, group, take)
      reject(signal?.reason)
    }
    count.waiting++
    try {
      if (count.waiting > this.#options.queueLimit) throw this.#options.onQueueFull()
      this.#queue.push(holder, group, take)
      signal?.addEventListener('abort', leave, { once: true })
      await promise
    } finally {
      count.waiting--
      signal?.removeEventListener('abort', leave)
      this.#forgetIfIdle(holder, count)
    }
  }

  #release(holder: string, count: HolderCount) {
    this.#held--
    count.held--
    this.#forgetIfIdle(holder, count)
    this.#queue.take((each) => this.#loadOf(each))?.()
  }

  /** `undefined` for a holder that has all of its share. */
  #loadOf(holder: string): number | undefined {
    const held = this.#holders.get(holder)?.held ?? 0
    return held < this.#options.share ? held : undefined
  }

  #forgetIfIdle(holder: string, { held, waiting }: HolderCount) {
    if (held === 0 && waiting === 0) this.#holders.delete(holder)
  }
}

interface HolderCount {
  held: number
  waiting: number
}
