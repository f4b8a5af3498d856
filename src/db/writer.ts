import type { InStatement } from '@libsql/client'
import { AppError } from '../domain/errors.ts'
import { Batcher } from '../lib/async/batcher.ts'
import type { Database } from './client.ts'
import { isDatabaseUnavailable, isTooLarge } from './errors.ts'
import { isLeaseLost } from './lease/lease.ts'
import type { WriteResult } from './write-thread/messages.ts'

/** A kind of write; all items of one kind share their statements. */
export interface WriteKind<Item, Result> {
  /** The statements that write all items, in order. */
  statements(items: readonly Item[]): readonly InStatement[]
  /** One result for each item, made of the result sets of the statements. */
  results(sets: readonly WriteResult[], items: readonly Item[]): readonly Result[]
  /** About how many bytes an item takes, where these can be many. */
  weigh?(item: Item): number
}

interface Entry {
  readonly kind: WriteKind<unknown, unknown>
  readonly item: unknown
}

/** Called when a transaction starts, with its number of writes; the returned function is called when it ends. */
export type WatchCommit = (writes: number) => (outcome: CommitOutcome) => void

/** `refused`: a write violated a constraint; `failed`: the database is unavailable. */
export type CommitOutcome = 'ok' | 'refused' | 'failed'

const MAX_PER_COMMIT = 2000
// More would hold the event loop, as a commit is synchronous, and take memory once more.
const MAX_COMMIT_BYTES = 8 * 1024 * 1024
// Bounds the memory while a commit waits for a lock.
const MAX_WAITING = 20_000

/**
 * The only way to write. Writes that arrive while a commit is pending share a transaction, grouped by kind and in order
 * within a kind. Each promise resolves once its rows are on disk. See docs/decisions/0054-single-writer-group-commit.md.
 */
export class Writer {
  readonly #database: Database
  readonly #fence: readonly InStatement[]
  readonly #watch: WatchCommit | undefined
  readonly #batcher = new Batcher<Entry, unknown>({
    commit: (entries) => this.#commit(entries),
    maxItems: MAX_PER_COMMIT,
    maxWeight: MAX_COMMIT_BYTES,
    weigh: ({ kind, item }) => kind.weigh?.(item) ?? 0,
    maxWaiting: MAX_WAITING,
    overflowError: () => new AppError('DATABASE_UNAVAILABLE'),
    blamesItem,
  })

  /** The fence, if given, is the first statement of every transaction. @see Lease */
  constructor(database: Database, fence?: InStatement, watch?: WatchCommit) {
    this.#database = database
    this.#fence = fence ? [fence] : []
    this.#watch = watch
  }

  write<Item, Result>(kind: WriteKind<Item, Result>, item: Item): Promise<Result> {
    return this.#batcher.add(asEntry(kind, item)) as Promise<Result>
  }

  /** The number of writes that wait for the next transaction. */
  get waiting(): number {
    return this.#batcher.waiting
  }

  /** Resolves when everything written so far is on disk. */
  drain(): Promise<void> {
    return this.#batcher.drain()
  }

  async #watched<T>(writes: number, transact: () => Promise<T>): Promise<T> {
    const ended = this.#watch?.(writes)
    try {
      const result = await transact()
      ended?.('ok')
      return result
    } catch (error) {
      ended?.(blamesItem(error) ? 'refused' : 'failed')
      throw error
    }
  }

  /** @throws AppError `STANDBY` when another process holds the lease */
  async #transact(statements: readonly InStatement[]): Promise<readonly WriteResult[]> {
    try {
      const sets = await this.#database.batch([...this.#fence, ...statements])
      return sets.slice(this.#fence.length)
    } catch (error) {
      throw isLeaseLost(error) ? new AppError('STANDBY', { cause: error }) : error
    }
  }

  async #commit(entries: readonly Entry[]): Promise<readonly unknown[]> {
    const groups = [...Map.groupBy(entries, ({ kind }) => kind)].map(([kind, group]) => {
      const items = group.map(({ item }) => item)
      return { kind, group, items, statements: kind.statements(items) }
    })
    const sets = await this.#watched(entries.length, () =>
      this.#transact(groups.flatMap(({ statements }) => statements)),
    ).catch((error) => {
      // Among several, each is written alone first.
      throw entries.length === 1 && isTooLarge(error)
        ? new AppError('ROW_TOO_LARGE', { cause: error })
        : error
    })
    const results = new Map<Entry, unknown>()
    let from = 0
    for (const { kind, group, items, statements } of groups) {
      const own = kind.results(sets.slice(from, from + statements.length), items)
      from += statements.length
      for (const [index, entry] of group.entries()) results.set(entry, own[index])
    }
    return entries.map((entry) => results.get(entry))
  }
}

const blamesItem = (error: unknown): boolean => !isDatabaseUnavailable(error) && !(error instanceof AppError)

// Safe: kind and item are paired here, so a kind only receives its own items.
const asEntry = <Item, Result>(kind: WriteKind<Item, Result>, item: Item): Entry =>
  ({ kind, item }) as unknown as Entry
