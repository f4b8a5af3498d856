import type { Logger } from '../logging/logger.ts'

/** What node types may reach outside the graph. The composition root supplies each one. */
export interface NodeServices {
  readonly files: FileStore
  readonly http: HttpClient
  readonly sandbox: CodeSandbox
  readonly stats: StatCounters
  readonly logger: Logger
}

/** Files of the selected folder; every path is relative to it and cannot leave it. */
export interface FileStore {
  read(path: string, signal: AbortSignal): Promise<Uint8Array>
  write(file: FileWrite, signal: AbortSignal): Promise<{ path: string; size: number }>
}

export interface FileWrite {
  readonly path: string
  readonly content: string | Uint8Array
  /** `overwrite` replaces atomically, `append` adds at the end, `create` fails when the file exists. */
  readonly mode: 'overwrite' | 'append' | 'create'
}

export interface HttpClient {
  /** Sends one request and reads its whole answer, up to the client's size cap. Rejects with a `NodeError`. */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>
}

export interface HttpRequest {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** For the whole exchange, redirects and body included; without it the client's own. */
  readonly timeoutMs?: number
  /** It carries secrets: when it is redirected to another origin, nothing that the caller gave goes there. */
  readonly confidential?: boolean
}

export interface HttpAnswer {
  readonly status: number
  /** Names in lower case; a repeated header is joined with `, `. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

export interface CodeSandbox {
  /** Runs a function body with `input`, `nodes` and `params` in scope; resolves with what it returns. */
  run(script: SandboxScript, signal: AbortSignal): Promise<unknown>
}

export interface SandboxScript {
  readonly code: string
  readonly input: unknown
  readonly nodes: Readonly<Record<string, unknown>>
  readonly params: unknown
}

export interface StatCounters {
  /** Adds each delta to its counter in one transaction; resolves when it is on disk. */
  increment(deltas: Readonly<Record<string, number>>): Promise<void>
}

export interface SecretStore {
  /**
   * The value of a secret as it is now.
   * @throws NodeError `SECRET_NOT_FOUND`, `SECRET_UNAVAILABLE`: nothing that a second attempt could help
   */
  get(name: string): Promise<string>
}
