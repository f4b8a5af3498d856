import type { Turns } from '../../lib/async/turns.ts'
import { NodeError } from '../errors.ts'
import type { SecretValues } from '../expressions/secrets.ts'
import type { SecretStore } from '../ports.ts'
import { Redactor } from './redactor.ts'

/** The secrets of one execution: those that its graphs name. */
export class ExecutionSecrets {
  /** Knows every value read so far, so that no node of the execution stores one that a response echoes. */
  readonly redactor: Redactor
  readonly #store: SecretStore
  readonly #names = new Set<string>()

  constructor(store: SecretStore, turns: Turns) {
    this.#store = store
    this.redactor = new Redactor(turns)
  }

  /** Registers the secrets that a graph names; must be called before any of its nodes runs. */
  expect(names: readonly string[]) {
    for (const name of names) this.#names.add(name)
  }

  /**
   * The current values of the `needed` secrets. Reads the execution's other secrets as well, if they exist, because a
   * response may echo what another node has sent.
   * @throws NodeError `SECRET_NOT_FOUND` or `SECRET_UNAVAILABLE`, for a needed one
   */
  async read(needed: readonly string[]): Promise<SecretValues> {
    const values = new Map<string, string>()
    for (const name of this.#names) {
      try {
        const value = await this.#store.get(name)
        this.redactor.add(name, value)
        if (needed.includes(name)) values.set(name, value)
      } catch (error) {
        if (!(error instanceof NodeError) || needed.includes(name)) throw error
      }
    }
    return values
  }
}
