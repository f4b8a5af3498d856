import { LRUCache } from 'lru-cache'
import { countedCache } from './counted-cache.ts'

export interface ReadCacheOptions<Key, Found> {
  /** The number of cached values; with `sizeOf`, the sum of their sizes. */
  readonly max: number
  readonly sizeOf?: (value: NonNullable<Found>) => number
  /** Reads a value that is not cached. `undefined` (no such value) is not cached. */
  readonly load: (key: Key) => Promise<Found>
  /** While `false`, another process may change values unnoticed, so that every `get` reads. */
  readonly mayKeep?: () => boolean
}

/**
 * Caches values that were read. A writer must call `forget` after each change; the result of a read that is running
 * then is not cached, because it may be the old value. (`LRUCache.fetch` would reject that read.)
 */
export class ReadCache<Key extends {}, Found extends NonNullable<unknown> | undefined> {
  readonly #load: (key: Key) => Promise<Found>
  readonly #kept: LRUCache<Key, NonNullable<Found>>
  readonly #mayKeep: () => boolean
  readonly #loading = new Map<Key, Promise<Found>>()

  constructor({ max, sizeOf, load, mayKeep = () => true }: ReadCacheOptions<Key, Found>) {
    this.#load = load
    this.#mayKeep = mayKeep
    this.#kept = sizeOf ? new LRUCache({ maxSize: max, sizeCalculation: sizeOf }) : countedCache(max)
  }

  /** Concurrent calls for one key share a read. */
  async get(key: Key): Promise<Found> {
    if (!this.#mayKeep()) return this.#load(key)
    return this.#kept.get(key) ?? this.#loading.get(key) ?? this.#read(key)
  }

  /** The value if it is cached. */
  peek(key: Key): NonNullable<Found> | undefined {
    return this.#mayKeep() ? this.#kept.get(key) : undefined
  }

  /** Caches what a writer has written; it must be current. */
  keep(key: Key, value: NonNullable<Found>): void {
    this.#loading.delete(key)
    if (this.#mayKeep()) this.#kept.set(key, value)
  }

  forget(key: Key): void {
    this.#kept.delete(key)
    this.#loading.delete(key)
  }

  forgetAll(): void {
    this.#kept.clear()
    this.#loading.clear()
  }

  async #read(key: Key): Promise<Found> {
    const loading = this.#load(key)
    this.#loading.set(key, loading)
    try {
      const value = await loading
      if (value !== undefined && this.#isCurrent(key, loading)) this.#kept.set(key, value)
      return value
    } finally {
      if (this.#isCurrent(key, loading)) this.#loading.delete(key)
    }
  }

  #isCurrent(key: Key, loading: Promise<Found>): boolean {
    return this.#loading.get(key) === loading
  }
}
