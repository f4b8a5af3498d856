import type { OpenAPIHono } from '@hono/zod-openapi'
import { texts } from '../../../src/app/texts.ts'
import { databaseFailure } from '../../../src/db/errors.ts'
import { createApp } from '../../../src/http/app.ts'
import type { AppEnv } from '../../../src/http/env.ts'
import { ErrorBody } from '../../../src/http/response/error-body.ts'
import { Turns } from '../../../src/lib/async/turns.ts'
import { createLogger } from '../../../src/logging/logger.ts'
import { openGuard } from '../net/open-guard.ts'

export interface Call {
  /** Sent as JSON; text and bytes are sent as they are. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** The client's address; without one, the request has no socket. */
  readonly address?: string
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** Empty without one. */
  readonly etag: string
  readonly text: string
  /** The parsed JSON, the text of another body, or null without a body. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes and fail when they are wrong
  readonly json: any
}

/** The headers of a request with a key. */
export const bearer = (key: string): Readonly<Record<string, string>> => ({ Authorization: `Bearer ${key}` })

const isRaw = (body: unknown): body is string | Uint8Array<ArrayBuffer> =>
  typeof body === 'string' || body instanceof Uint8Array

const toInit = (method: string, { body, headers = {} }: Call): RequestInit => ({
  method,
  headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
  ...(body !== undefined && { body: isRaw(body) ? body : JSON.stringify(body) }),
})

// The connection as middleware sees it.
const peerOf = (address: string | undefined, { headers }: RequestInit) =>
  address === undefined
    ? {}
    : { incoming: { socket: { remoteAddress: address }, headers: Object.fromEntries(new Headers(headers)) } }

const parse = (text: string, { headers }: Response): unknown => {
  if (text === '') return null
  return /\bjson\b/.test(headers.get('Content-Type') ?? '') ? JSON.parse(text) : text
}

/** Calls an application without a socket and reads the whole answer. */
export const createRequest =
  (app: Pick<OpenAPIHono<AppEnv>, 'request'>) =>
  async (method: string, path: string, call: Call = {}): Promise<Answer> => {
    const init = toInit(method, call)
    const response = await app.request(path, init, peerOf(call.address, init))
    const { status, headers } = response
    const text = await response.text()
    return { status, headers, etag: headers.get('ETag') ?? '', text, json: parse(text, response) }
  }

/** Calls a router that is mounted at `base` in an application of its own. */
export const createClient = (base: string, router: OpenAPIHono<AppEnv>) => {
  const request = createRequest(
    createApp({
      config: { corsOrigins: [], trustedProxies: [], slowRequestMs: 1000, bodyLimitBytes: 1_000_000 },
      logger: createLogger({ level: 'silent' }),
      texts,
      clock: { now: () => 0 },
      routes: [[base, router]],
      databaseFailure,
      guard: openGuard,
      turns: new Turns(),
    }),
  )
  return (method: string, path: string, call: Call = {}) => request(method, base + path, call)
}

/** The data of a success envelope, checked against the schema of its route. */
export const dataOf = <T>(schema: { parse(value: unknown): T }, { json }: Pick<Answer, 'json'>): T =>
  schema.parse(Object(json).data)

/** An error envelope, checked against its published schema. */
export const errorOf = ({ json }: Pick<Answer, 'json'>): ErrorBody => ErrorBody.parse(json)
