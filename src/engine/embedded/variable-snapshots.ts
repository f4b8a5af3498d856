import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { type MaybePromise, mapMaybePromise } from '../../lib/async/maybe-promise.ts'
import { NodeError } from '../errors.ts'
import type { VariableNames } from '../expressions/names/variable-names.ts'
import type { VariableSource } from '../ports.ts'
import type { ExecutionStore, VariableSnapshot } from '../records.ts'
import type { VariableValues } from '../scope.ts'
import { bytesOf } from './steps/output.ts'

const MAX_KEPT_CHARACTERS = 4_000_000

/** The variables that executions see: those that their graphs may read, as they are when the executions are accepted. */
export class VariableSnapshots {
  readonly #source: VariableSource
  /** By the names in it, of the values in `#values`. */
  readonly #kept = new LRUCache<string, VariableSnapshot>({
    maxSize: MAX_KEPT_CHARACTERS,
    sizeCalculation: ({ text }, names) => text.length + names.length,
  })
  #values: VariableValues | undefined

  constructor(source: VariableSource) {
    this.#source = source
  }

  /** At once, and without a look at the variables, for a graph that reads none. */
  take(names: VariableNames): MaybePromise<VariableSnapshot | undefined> {
    if (names.length === 0) return undefined
    return mapMaybePromise(this.#source.values(), (values) => this.#of(values, names))
  }

  /** @throws NodeError `VARIABLES_NOT_FOUND` when it is no longer stored */
  async load(key: string | null, store: ExecutionStore): Promise<VariableSnapshot | undefined> {
    if (key === null) return undefined
    const text = await store.loadVariables(key)
    if (text !== undefined) return measured(key, text, JSON.parse(text))
    const message = 'the variables of the execution no longer exist'
    throw new NodeError('VARIABLES_NOT_FOUND', message, { retryable: false })
  }

  #of(values: VariableValues, names: VariableNames): VariableSnapshot | undefined {
    if (this.#values !== values) {
      this.#values = values
      this.#kept.clear()
    }
    const key = names === 'all' ? '*' : names.join()
    const snapshot = this.#kept.get(key) ?? snapshotOf(values, names)
    if (snapshot) this.#kept.set(key, snapshot)
    return snapshot
  }
}

const snapshotOf = (all: VariableValues, names: VariableNames): VariableSnapshot | undefined => {
  const found = names === 'all' ? Object.keys(all) : names.filter((name) => Object.hasOwn(all, name))
  if (found.length === 0) return undefined
  const values = Object.fromEntries(found.map((name) => [name, all[name]]))
  const text = JSON.stringify(values)
  // Differs from the hash of a graph with the same text.
  return measured(hash('sha256', `$vars ${text}`, 'base64url'), text, values)
}

const measured = (key: string, text: string, values: VariableValues): VariableSnapshot => ({
  hash: key,
  text,
  values,
  bytes: bytesOf(values),
})
