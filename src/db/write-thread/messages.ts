import type { InStatement, ResultSet } from '@libsql/client'

/** What a write returns: its rows by column. */
export type WriteResult = Pick<ResultSet, 'rows' | 'rowsAffected'>

export interface ThreadSettings {
  /** The database's file. */
  readonly path: string
  /** SQL that a connection runs first. */
  readonly setUp: string
}

/** What the thread can be asked to do. */
export type Operation =
  | { readonly kind: 'batch'; readonly statements: readonly InStatement[] }
  | { readonly kind: 'script'; readonly sql: string }
  | { readonly kind: 'reconnect' }
  | { readonly kind: 'close' }

export interface Request {
  readonly id: number
  readonly operation: Operation
}

/** The parts of a `LibsqlError`, which would arrive without its class. */
export interface Failure {
  readonly message: string
  readonly code: string
  readonly extendedCode: string | undefined
}

export interface Reply {
  readonly id: number
  readonly outcome: { readonly results: readonly WriteResult[] } | { readonly failure: Failure }
}
