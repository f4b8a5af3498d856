import type { Scope } from '../../domain/scopes.ts'

/** Who is calling. */
export interface Principal {
  /** That of the key; nothing for anybody who may call without one. */
  readonly id?: string
  readonly scopes: ReadonlySet<Scope>
}

export interface Authenticator {
  /** Whether who has no key is refused. */
  demandsKey(): boolean | Promise<boolean>
  /** Who a secret belongs to, if that can be told at once. */
  recall(secret: string): Principal | undefined
  /** Who a secret belongs to, if it is one. */
  verify(secret: string): Promise<Principal | undefined>
}
