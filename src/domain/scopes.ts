export const SCOPES = ['read', 'write', 'execute', 'admin'] as const

/** A permission of a caller. */
export type Scope = (typeof SCOPES)[number]

// A write is answered with the whole resource, so withholding `read` from writers would protect nothing.
const implied: Readonly<Record<Scope, readonly Scope[]>> = {
  read: ['read'],
  write: ['write', 'read'],
  execute: ['execute'],
  admin: SCOPES,
}

/** The scopes and those that they imply: `admin` implies all, `write` implies `read`. */
export const withImplied = (scopes: readonly Scope[]): ReadonlySet<Scope> =>
  new Set(scopes.flatMap((scope) => implied[scope]))
