import type { Logger } from '../logging/logger.ts'

/** All that node types can reach outside the graph; the composition root supplies the implementations. */
export interface NodeServices {
  readonly files: FileStore
  readonly http: HttpClient
  readonly sandbox: CodeSandbox
  readonly stats: StatCounters
  readonly logger: Logger
}

/** The files of the selected folder; every path is relative to it and cannot lead out of it. */
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
  /** Sends one request and reads the whole response, up to the client's size limit. Rejects with a `NodeError`. */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>
}

export interface HttpRequest {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** For the whole exchange, redirects and body included; the client has a default. */
  readonly timeoutMs?: number
  /** Whether it contains secrets: after a redirect to another origin, nothing of the request is sent there. */
  readonly confidential?: boolean
}

export interface HttpAnswer {
  readonly status: number
  /** Names in lower case; a repeated header is joined with `, `. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

export interface CodeSandbox {
  /** Runs a function body with `input`, `nodes` and `params` in scope; resolves with its return value. */
  run(script: SandboxScript, signal: AbortSignal): Promise<unknown>
}

export interface SandboxScript {
  readonly code: string
  readonly input: unknown
  readonly nodes: Readonly<Record<string, unknown>>
  readonly params: unknown
}

export interface StatCounters {
  /** Adds each delta to its counter in one transaction; resolves once it is on disk. */
  increment(deltas: Readonly<Record<string, number>>): Promise<void>
}

export interface SecretStore {
  /**
   * The current value of a secret.
   * @throws NodeError `SECRET_NOT_FOUND` or `SECRET_UNAVAILABLE`, neither of them retryable
   */
  get(name: string): Promise<string>
}
