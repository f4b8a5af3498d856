import type { TableShape } from '../../domain/tables/table.ts'
import type { DatabaseFile, TableTarget } from '../ports.ts'
import type { FileConnection, ServerConnection } from './connection.ts'

/** A server, and the only address that it may be reached at. */
export interface PinnedServer extends ServerConnection {
  readonly address: string
  /** Certificates in PEM that are trusted in addition to those of Node. */
  readonly authorities: readonly string[]
}

/** A file by its path on this machine, which must still be the same file. */
export interface PinnedFile extends Pick<FileConnection, 'dialect' | 'mode'>, DatabaseFile {}

export interface DatabaseTask {
  readonly connection: PinnedServer | PinnedFile
  readonly sql: string
  readonly parameters: Readonly<Record<string, unknown>>
  /** The path of the table for whose rows the statement runs. */
  readonly rows?: string | undefined
  readonly result: TableTarget
  readonly timeoutMs: number
  /** Texts that must not come out, and what replaces them. */
  readonly hidden: readonly (readonly [text: string, mark: string])[]
}

export interface DatabaseResult {
  /** Missing for a statement without a result. */
  readonly shape?: TableShape
  readonly changes: number
}
