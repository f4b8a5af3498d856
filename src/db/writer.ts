import type { InStatement, ResultSet } from '@libsql/client'
import { AppError } from '../domain/errors.ts'
import { Batcher } from '../lib/async/batcher.ts'
import type { Database } from './client.ts'
import { isDatabaseUnavailable } from './errors.ts'
import { isLeaseLost } from './lease/lease.ts'

/** A kind of write: many items of it share their statements. */
export interface WriteKind<Item, Result> {
  /** The statements that write all items, in their order. */
  statements(items: readonly Item[]): readonly InStatement[]
  /** One result for each item, from what its statements returned. */
  results(sets: readonly ResultSet[], items: readonly Item[]): readonly Result[]
}

interface Entry {
  readonly kind: WriteKind<unknown, unknown>
  readonly item: unknown
}

/** Is told of each transaction how many writes it carries, and then how it ended. */
export type WatchCommit = (writes: number) => (outcome: CommitOutcome) => void

/** `refused`: a write broke a rule, such as one for unique names; `failed`: the database cannot be used. */
export type CommitOutcome = 'ok' | 'refused' | 'failed'

const MOST_PER_COMMIT = 2000
// While a lock is waited for, memory must not grow without end.
const MOST_WAITING = 20_000

/**
 * The only way to write. Whatever arrives while a commit is pending shares its transaction, by kind, in the
 * order of arrival within a kind; a promise resolves when its own rows are on disk.
 */
export class Writer {
  readonly #database: Database
  readonly #fence: readonly InStatement[]
  readonly #watch: WatchCommit | undefined
  readonly #batcher = new Batcher<Entry, unknown>({
    commit: (entries) => this.#commit(entries),
    maxItems: MOST_PER_COMMIT,
    maxWaiting: MOST_WAITING,
    overflowError: () => new AppError('DATABASE_UNAVAILABLE'),
    blamesItem,
  })

  /** The fence, if there is one, stands first in every transaction. @see Lease */
  constructor(database: Database, fence?: InStatement, watch?: WatchCommit) {
    this.#database = database
    this.#fence = fence ? [fence] : []
    this.#watch = watch
  }

  write<Item, Result>(kind: WriteKind<Item, Result>, item: Item): Promise<Result> {
    return this.#batcher.add(asEntry(kind, item)) as Promise<Result>
  }

  /** How many writes wait for the next transaction. */
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
  async #transact(statements: readonly InStatement[]): Promise<ResultSet[]> {
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
    )
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

// Guarantee: an entry's kind only ever meets items of its own, because they are paired here.
const asEntry = <Item, Result>(kind: WriteKind<Item, Result>, item: Item): Entry =>
  ({ kind, item }) as unknown as Entry
