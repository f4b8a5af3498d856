import { NodeError } from '../errors.ts'
import type { SecretValues } from '../expressions/secrets.ts'
import type { SecretStore } from '../ports.ts'
import { Redactor } from './redactor.ts'

/** The secrets that one execution has to do with: those that its graphs name. */
export class ExecutionSecrets {
  /** Knows each value that was read, so that no answer shows it, whichever node of the execution gets it. */
  readonly redactor = new Redactor()
  readonly #store: SecretStore
  readonly #names = new Set<string>()

  constructor(store: SecretStore) {
    this.#store = store
  }

  /** Takes note of what a graph names before any of it runs. */
  expect(names: readonly string[]) {
    for (const name of names) this.#names.add(name)
  }

  /**
   * The values of the `needed` ones as they are now. All others that the graphs name are read, too, as far as they are
   * there, because an answer may show what another node has sent.
   * @throws NodeError `SECRET_NOT_FOUND`, `SECRET_UNAVAILABLE`
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
