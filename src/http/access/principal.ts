import type { Scope } from '../../domain/scopes.ts'

/** An authenticated caller. */
export interface Principal {
  /** The id of the key; absent when the server requires no key. */
  readonly id?: string
  readonly scopes: ReadonlySet<Scope>
  /** When the key expires, in milliseconds since the epoch; absent for a caller without a key. */
  readonly expiresAt?: number
  /** The id of the session, if the caller has opened one with the key. */
  readonly session?: string
}

export interface Authenticator {
  /** Whether callers without a key are refused. */
  demandsKey(): boolean | Promise<boolean>
  /** The principal of a secret, if it is cached. */
  recall(secret: string): Principal | undefined
  /** The principal of a secret, or `undefined` for an unknown one. */
  verify(secret: string): Promise<Principal | undefined>
}
