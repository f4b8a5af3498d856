export const SCOPES = ['read', 'write', 'execute', 'admin'] as const

/** What a caller may do. */
export type Scope = (typeof SCOPES)[number]

// Who changes something is answered with it, so that nothing is won by keeping it from being read.
const implied: Readonly<Record<Scope, readonly Scope[]>> = {
  read: ['read'],
  write: ['write', 'read'],
  execute: ['execute'],
  admin: SCOPES,
}

/** These scopes with those that they imply: `admin` all, `write` also `read`. */
export const withImplied = (scopes: readonly Scope[]): ReadonlySet<Scope> =>
  new Set(scopes.flatMap((scope) => implied[scope]))
