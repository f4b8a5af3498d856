import type { Page } from '../../domain/cursor.ts'
import { AppError } from '../../domain/errors.ts'
import { type Leadership, mayCache } from '../../domain/leadership.ts'
import type { Turns } from '../../lib/async/turns.ts'
import { ReadCache } from '../../lib/store/read-cache.ts'
import { type SerializedScript, serialized } from './desired-script.ts'
import type { ScriptQuery } from './schema.ts'
import type { ScriptFilter, ScriptRepository, StoredScript } from './store/repository.ts'

// In characters of JSON. Those scripts that are executed take some five times as many bytes once they are parsed.
const MAX_CACHED_SCRIPTS_LENGTH = 4_000_000
/** What a script takes in addition to its graph, about. */
const SETTINGS_LENGTH = 1000

// In characters of JSON: some six hundred pages of fifty scripts.
const MAX_CACHED_PAGES_LENGTH = 8_000_000

// What is done with a longer graph takes a millisecond or more.
const LARGE_GRAPH_LENGTH = 100_000

// Longer texts take longer to send than to build.
const MAX_CACHED_TEXT_LENGTH = 65_536

/** Reads scripts through caches, which this process may use while it is the only one that writes. */
export class ScriptReader {
  readonly #scripts: ReadCache<number, StoredScript | undefined>
  /** By the filter, as JSON. */
  readonly #pages: ReadCache<string, Page>
  #onChange: (id: number) => void = () => undefined
  /** How many there have been. */
  #changes = 0
  readonly #texts = new WeakMap<StoredScript, SerializedScript>()
  readonly #turns: Turns

  constructor(repository: ScriptRepository, leadership: Leadership, turns: Turns) {
    this.#turns = turns
    const mayKeep = () => mayCache(leadership)
    this.#scripts = new ReadCache({
      max: MAX_CACHED_SCRIPTS_LENGTH,
      sizeOf: ({ source }) => source.text.length + SETTINGS_LENGTH,
      load: async (id) => {
        // How long the graph is shows only when it has been read.
        if (turns.isOver) await turns.next()
        return repository.find(id)
      },
      mayKeep,
    })
    this.#pages = new ReadCache({
      max: MAX_CACHED_PAGES_LENGTH,
      sizeOf: ({ items }) => items.length,
      load: (filter) => repository.page(JSON.parse(filter)),
      mayKeep,
    })
  }

  /** `ScriptSummary`s. */
  list({ cursor, ...query }: ScriptQuery): Promise<Page> {
    const filter: ScriptFilter = { ...query, after: cursor?.after }
    return this.#pages.get(JSON.stringify(filter))
  }

  find(id: number): Promise<StoredScript | undefined> {
    return this.#scripts.get(id)
  }

  /** @throws AppError `SCRIPT_NOT_FOUND` */
  async load(id: number): Promise<StoredScript> {
    const found = await this.#scripts.get(id)
    if (!found) throw new AppError('SCRIPT_NOT_FOUND', { values: { id } })
    // Many may ask for it at once, and each of them then reads or writes it as JSON.
    if (found.source.text.length > LARGE_GRAPH_LENGTH) await this.#turns.next()
    return found
  }

  /** The script as JSON. @throws AppError `SCRIPT_NOT_FOUND` */
  async loadText(id: number): Promise<SerializedScript> {
    const stored = await this.load(id)
    const written = this.#texts.get(stored) ?? serialized(stored)
    if (written.text.length <= MAX_CACHED_TEXT_LENGTH) this.#texts.set(stored, written)
    return written
  }

  /** Calls `listener` after each change of a script. */
  onChange(listener: (id: number) => void): void {
    this.#onChange = listener
  }

  /** Saves a script that changes these; what is saved is kept for whoever reads it next. */
  async saving<T extends StoredScript | undefined>(
    ids: readonly number[],
    save: () => Promise<T>,
  ): Promise<T> {
    const before = this.#changes
    try {
      const saved = await save()
      for (const id of ids) this.#scripts.forget(id)
      // After another change it may be old already.
      if (saved && before === this.#changes) this.#scripts.keep(saved.row.id, saved)
      return saved
    } catch (error) {
      for (const id of ids) this.#scripts.forget(id)
      throw error
    } finally {
      this.#changed(ids)
    }
  }

  /** Must be called after every other change of these scripts. */
  forget(ids: readonly number[]): void {
    for (const id of ids) this.#scripts.forget(id)
    this.#changed(ids)
  }

  #changed(ids: readonly number[]) {
    this.#changes++
    this.#pages.forgetAll()
    for (const id of ids) this.#onChange(id)
  }
}
