import { LRUCache } from 'lru-cache'

export interface ReadCacheOptions<Key, Found> {
  /** How many values are kept; with `sizeOf`, how large they are together. */
  readonly max: number
  readonly sizeOf?: (value: NonNullable<Found>) => number
  /** Reads what is not kept; `undefined` when there is nothing, which is not kept either. */
  readonly load: (key: Key) => Promise<Found>
  /** While it is `false`, others may change the values unseen: each is read anew. */
  readonly mayKeep?: () => boolean
}

/**
 * Keeps what was read last. Whoever changes a value forgets its key afterwards; a read that was under way then is
 * not kept, because it may have seen the value as it was before. (`LRUCache.fetch` fails such a read instead.)
 */
export class ReadCache<Key extends {}, Found extends NonNullable<unknown> | undefined> {
  readonly #load: (key: Key) => Promise<Found>
  readonly #kept: LRUCache<Key, NonNullable<Found>>
  readonly #mayKeep: () => boolean
  readonly #loading = new Map<Key, Promise<Found>>()

  constructor({ max, sizeOf, load, mayKeep = () => true }: ReadCacheOptions<Key, Found>) {
    this.#load = load
    this.#mayKeep = mayKeep
    this.#kept = new LRUCache(sizeOf ? { maxSize: max, sizeCalculation: sizeOf } : { max })
  }

  /** Whoever asks while the value is being read shares the read. */
  async get(key: Key): Promise<Found> {
    if (!this.#mayKeep()) return this.#load(key)
    return this.#kept.get(key) ?? this.#loading.get(key) ?? this.#read(key)
  }

  /** The value, if it is kept. */
  peek(key: Key): NonNullable<Found> | undefined {
    return this.#mayKeep() ? this.#kept.get(key) : undefined
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
