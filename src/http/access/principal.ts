import type { Scope } from '../../domain/scopes.ts'

/** An authenticated caller. */
export interface Principal {
  /** The id of the key; absent when the server requires no key. */
  readonly id?: string
  readonly scopes: ReadonlySet<Scope>
}

export interface Authenticator {
  /** Whether callers without a key are refused. */
  demandsKey(): boolean | Promise<boolean>
  /** The principal of a secret, if it is cached. */
  recall(secret: string): Principal | undefined
  /** The principal of a secret, or `undefined` for an unknown one. */
  verify(secret: string): Promise<Principal | undefined>
}
