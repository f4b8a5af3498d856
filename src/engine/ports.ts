import type { Table, TableRow, TableShape } from '../domain/tables/table.ts'
import type { Share } from '../lib/async/fair-semaphore.ts'
import type { MaybePromise } from '../lib/async/maybe-promise.ts'
import type { Logger } from '../logging/logger.ts'
import type { NodeError } from './errors.ts'
import type { FileWriteMode, ReadFormat, SizeLimit, WriteFormat } from './file-format.ts'
import type { LogLine, StepId } from './records.ts'
import type { Scope, VariableValues } from './scope.ts'

/** All that node types can reach outside the graph; the composition root supplies the implementations. */
export interface NodeServices {
  readonly files: FileStore
  readonly formats: FileFormats
  readonly tables: TableStore
  readonly queries: SqlQueries
  readonly databases: Databases
  readonly http: HttpClient
  readonly sandbox: CodeSandbox
  readonly stats: StatCounters
  readonly logger: Logger
}

/** The files of the selected folder; every path is relative to it and cannot lead out of it. */
export interface FileStore {
  /** Keeps a file open while it is used. */
  read<T>(path: string, signal: AbortSignal, use: (file: OpenFile) => Promise<T>): Promise<T>
  /** Writes what `fill` puts into the open file, or nothing when that rejects. */
  write(
    target: { readonly path: string; readonly mode: FileWriteMode },
    signal: AbortSignal,
    fill: (file: OpenFile) => Promise<void>,
  ): Promise<{ path: string; size: number }>
  list(options: ListOptions, signal: AbortSignal): Promise<readonly ListedFile[]>
  /** Removes a file or an empty folder; `false` when there is none. A link is removed itself. */
  remove(path: string, signal: AbortSignal): Promise<boolean>
  /** Renames a file or a folder and creates the missing folders of the new path. */
  move(paths: MovePaths, signal: AbortSignal): Promise<{ path: string }>
  /** Lends the file of a database, which another process may read and write meanwhile. */
  database<T>(
    target: { readonly path: string; readonly create: boolean },
    signal: AbortSignal,
    use: (file: DatabaseFile) => Promise<T>,
  ): Promise<T>
}

export interface DatabaseFile {
  /** The path in quotes, as the script gave it. */
  readonly name: string
  /** Absolute, without links. */
  readonly path: string
  /** By which a process recognizes the file. */
  readonly inode: bigint
  /** How large it may become. */
  readonly limit: SizeLimit
}

/** A file for the time of one reading or writing. Its descriptor belongs to the process, so any thread may use it. */
export interface OpenFile {
  /** The path in quotes, as the script gave it. */
  readonly name: string
  readonly descriptor: number
  /** In bytes, when it was opened. */
  readonly size: number
  /** How large it may be, or become. */
  readonly limit: SizeLimit
}

export interface ListOptions {
  readonly path: string
  /** Whether the files in folders below are listed, too. */
  readonly recursive: boolean
  /** Most entries; more are an error. */
  readonly limit: number
}

export interface ListedFile {
  readonly name: string
  /** In the selected folder, with `/` between names. */
  readonly path: string
  readonly kind: 'folder' | 'file'
  /** In bytes; `null` for a folder. */
  readonly size: number | null
  readonly modified_at: string
}

export interface MovePaths {
  readonly from: string
  readonly to: string
  readonly overwrite: boolean
}

export interface FormatCall {
  readonly signal: AbortSignal
  readonly share: Share
}

/** What files contain. Failures are `NodeError`s; errors of the operating system are thrown as they are. */
export interface FileFormats {
  read(file: OpenFile, format: ReadFormat, call: FormatCall): Promise<unknown>
  write(
    file: OpenFile,
    written: { readonly content: unknown; readonly format: WriteFormat },
    call: FormatCall,
  ): Promise<void>
  /** Reads the rows of a file into a table. */
  readTable(file: OpenFile, format: ReadFormat, table: TableTarget, call: FormatCall): Promise<TableShape>
  /** Makes a table of the items of a list. */
  tabulate(items: readonly unknown[], table: TableTarget, call: FormatCall): Promise<TableShape>
  /** Writes the rows of a table, of which `table` is the path. */
  writeTable(
    file: OpenFile,
    written: { readonly table: string; readonly format: WriteFormat },
    call: FormatCall,
  ): Promise<void>
  /**
   * The value of a long JSON text, parsed in a thread. `JSON_SYNTAX` and `JSON_NUMBER`, for one that no double can hold,
   * tell what is wrong with it. @param name what other failures call it
   */
  parse(text: string, name: string, call: FormatCall): Promise<unknown>
}

/** Where a new table is written, and how large it may become. */
export interface TableTarget {
  /** Of a file that does not exist. */
  readonly path: string
  readonly limits: { readonly rows: number; readonly bytes: number }
}

export interface TableRange {
  /** How many rows come before. */
  readonly from: number
  readonly limit: number
  /** About as much JSON is read; the first row always. */
  readonly bytes: number
}

/** The tables of executions, each in a file of its own that does not change. Failures are `NodeError`s. */
export interface TableStore {
  /** A new table, once what `fill` writes is on the disk; none when that rejects. */
  create(executionId: string, fill: (table: TableTarget) => Promise<TableShape>): Promise<Table>
  /** Keeps what `fill` writes only until `use` has settled. */
  borrow<T>(
    executionId: string,
    fill: (table: TableTarget) => Promise<TableShape>,
    use: (path: string) => Promise<T>,
  ): Promise<T>
  /** The path of the file of a table. */
  path(executionId: string, table: Table): Promise<string>
  /**
   * All rows, from the path of the file.
   * @throws NodeError `OUTPUT_TOO_LARGE`
   */
  list(path: string, signal: AbortSignal): Promise<readonly TableRow[]>
  /** Some rows, read at once. */
  rows(executionId: string, table: Table, range: TableRange): readonly TableRow[]
  /** Gives a new execution the tables of the one that it repeats. */
  share(fromExecutionId: string, toExecutionId: string): Promise<void>
  /** Deletes the tables of executions. */
  remove(executionIds: readonly string[]): Promise<void>
  /**
   * Deletes what an earlier process has left: the tables of executions that are no longer there, and halves of others.
   * @param existing which of some ids of executions there are
   */
  sweep(existing: (ids: readonly string[]) => Promise<ReadonlySet<string>>): Promise<void>
}

export interface SqlQuery {
  readonly sql: string
  /** By position or name. */
  readonly parameters: readonly unknown[] | Readonly<Record<string, unknown>>
  /** Paths of the files of tables by their names in the query. */
  readonly tables: Readonly<Record<string, string>>
}

export interface SqlQueries {
  /** Runs a query in a process of its own, and writes its result. */
  run(query: SqlQuery, result: TableTarget, call: FormatCall): Promise<TableShape>
}

/** A statement for an outside database. */
export interface DatabaseCall {
  /** The address, with the password. */
  readonly connection: string
  readonly sql: string
  /** Values for `:name` in the statement. */
  readonly parameters: Readonly<Record<string, unknown>>
  /** The path of the table for each of whose rows the statement runs. */
  readonly rows?: string | undefined
  /** Texts that may not come out, and what replaces them. */
  readonly secrets: readonly (readonly [text: string, mark: string])[]
}

export interface Databases {
  /**
   * Runs a statement, and writes its result, if it has one. Rejects with a `NodeError`, whose message contains nothing of
   * the address.
   */
  run(
    call: DatabaseCall,
    result: TableTarget,
    format: FormatCall,
  ): Promise<{ readonly shape?: TableShape; readonly changes: number }>
}

export interface HttpClient {
  /** Sends one request and reads the whole response. Rejects with a `NodeError`. */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>
}

export interface HttpRequest {
  readonly url: string
  /** In upper case. */
  readonly method: string
  /** `null` leaves out a header that would be sent otherwise. */
  readonly headers: Readonly<Record<string, string | null>>
  /** Headers that override the others, and that only the origin of the URL gets. */
  readonly credentials?: Readonly<Record<string, string>>
  readonly body?: RequestBody
  /** Default: true. */
  readonly followRedirects?: boolean
  /** For the whole exchange, redirects and body included; the client has a default. */
  readonly timeoutMs?: number
  /** Whether it contains secrets: after a redirect to another origin, nothing of the request is sent there. */
  readonly confidential?: boolean
  /**
   * Asked with the status of the response for what takes its body as it comes. Without it the body is kept in memory, up
   * to the size limit of the client.
   */
  readonly save?: (status: number) => ((body: UnreadBody) => Promise<void>) | undefined
}

export type RequestBody = string | StreamedBody

/** A body that is not in memory. */
export interface StreamedBody {
  /** In bytes. */
  readonly size: number
  /** All of it; once more for each time that it is sent. */
  chunks(): AsyncIterable<Uint8Array>
}

/** Reads a body, decoded, as long as it keeps to a limit. Failures are `NodeError`s. */
export type UnreadBody = (maxBytes: number, tooLarge: () => NodeError) => AsyncIterable<Uint8Array>

export interface HttpAnswer {
  readonly status: number
  readonly headers: HttpHeaders
  /** Empty when it was saved. */
  readonly body: Uint8Array
}

/** Names in lower case; a list for a header that repeats. */
export type HttpHeaders = Readonly<Record<string, string | readonly string[]>>

export interface CodeSandbox {
  /** Runs a function body with the scope's names; resolves with its return value. */
  run(script: SandboxScript, signal: AbortSignal, share?: Share): Promise<unknown>
}

export interface SandboxScript extends Scope {
  readonly code: string
  /** Called with what the code has logged, also when it fails. */
  onLogs?(lines: readonly LogLine[]): void
}

export interface StatCounters {
  /** Adds each delta to its counter in one transaction; resolves once it is on disk. */
  increment(deltas: Readonly<Record<string, number>>): Promise<void>
}

export interface VariableSource {
  /** The values of all variables by name; the same object until one of them changes. */
  values(): MaybePromise<VariableValues>
}

/** A link that lets its holder resume a step that waits for an event. */
export interface ResumeLink extends StepId {
  /** The nodes that it may resume; they run where the step of the link does. */
  readonly waits: readonly string[]
}

export interface ResumeLinks {
  /**
   * The address of a link, always the same one for the same step; `undefined` when the server has no key to sign it.
   * @param createdAt when the execution was created, ISO-8601
   */
  urlOf(link: ResumeLink, createdAt: string): string | undefined
}

export interface SecretStore {
  /**
   * The current value of a secret.
   * @throws NodeError `SECRET_NOT_FOUND` or `SECRET_UNAVAILABLE`, neither of them retryable
   */
  get(name: string): Promise<string>
}
