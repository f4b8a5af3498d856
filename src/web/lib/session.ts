import type { components } from '../../../examples/client/api.d.ts'
import type { KeyedStorage } from './preferences.ts'
import { Store } from './store.ts'

export type Scope = components['schemas']['Scope']
export type SessionInfo = components['schemas']['Session']

const KEY = 'session-key'

interface Demand {
  readonly promise: Promise<boolean>
  readonly settle: (isLoggedIn: boolean) => void
}

/** Who the user is to the server. The key of the session is sent as a header, never as a cookie. */
export class Session {
  readonly info = new Store<SessionInfo | undefined>(undefined)
  /** Whether the log-in dialog is to be shown. */
  readonly isDemanded = new Store(false)
  readonly #storage: KeyedStorage
  #key: string | undefined
  #demand: Demand | undefined

  constructor(storage: KeyedStorage) {
    this.#storage = storage
    this.#key = storage.read(KEY)
  }

  get key(): string | undefined {
    return this.#key
  }

  /** Shows the dialog; all requests that were refused wait for the same one. False when the user closed it. */
  demand(): Promise<boolean> {
    if (!this.#demand) {
      const { promise, resolve } = Promise.withResolvers<boolean>()
      this.#demand = { promise, settle: resolve }
      this.isDemanded.set(true)
    }
    return this.#demand.promise
  }

  begin(key: string, info: SessionInfo): void {
    this.#key = key
    this.#storage.write(KEY, key)
    this.info.set(info)
    this.#settle(true)
  }

  cancelDemand(): void {
    this.#settle(false)
  }

  end(): void {
    this.#key = undefined
    this.#storage.write(KEY, undefined)
    this.info.set(undefined)
  }

  #settle(isLoggedIn: boolean): void {
    this.#demand?.settle(isLoggedIn)
    this.#demand = undefined
    this.isDemanded.set(false)
  }
}
