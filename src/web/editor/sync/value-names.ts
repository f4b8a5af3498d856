import { type Api, ask } from '../../lib/api.ts'

const PAGE = { limit: 200 } as const

/** The names of the variables and secrets that expressions can read. */
export class ValueNames {
  variables: readonly string[] = []
  secrets: readonly string[] = []
  readonly #api: Api
  #loading: Promise<unknown> | undefined

  constructor(api: Api) {
    this.#api = api
  }

  /** Reads them, once; those of secrets only for those who may list them. */
  load({ withSecrets }: { readonly withSecrets: boolean }): Promise<unknown> {
    this.#loading ??= Promise.allSettled([this.#readVariables(), withSecrets && this.#readSecrets()])
    return this.#loading
  }

  async #readVariables(): Promise<void> {
    const { data } = await ask(this.#api.GET('/api/variables', { params: { query: PAGE } }))
    this.variables = data.map(({ name }) => name)
  }

  async #readSecrets(): Promise<void> {
    const { data } = await ask(this.#api.GET('/api/secrets', { params: { query: PAGE } }))
    this.secrets = data.map(({ name }) => name)
  }
}
