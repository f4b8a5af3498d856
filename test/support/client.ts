import type { OpenAPIHono } from '@hono/zod-openapi'
import { isDatabaseUnavailable } from '../../src/db/errors.ts'
import { createApp } from '../../src/http/app.ts'
import type { AppEnv } from '../../src/http/router.ts'
import { createLogger } from '../../src/lib/logger.ts'

export interface Call {
  /** Sent as JSON; text is sent as it is. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

const toInit = (method: string, { body, headers = {} }: Call): RequestInit => ({
  method,
  headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
  ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
})

/** Calls a router that is mounted at `base` in an application of its own; gives each answer with its text and JSON. */
export const createClient = (base: string, router: OpenAPIHono<AppEnv>) => {
  const app = createApp({
    config: { corsOrigins: [], trustedProxies: [], slowRequestMs: 1000, bodyLimitBytes: 1_000_000 },
    logger: createLogger({ level: 'silent' }),
    clock: { now: () => 0 },
    routes: [[base, router]],
    isDatabaseUnavailable,
  })
  return async (method: string, path: string, call: Call = {}) => {
    const { status, headers, ...rest } = await read(app.request(base + path, toInit(method, call)))
    return { status, etag: headers.get('ETag') ?? '', ...rest }
  }
}

const read = async (pending: Response | Promise<Response>) => {
  const response = await pending
  const text = await response.text()
  const json: unknown = text === '' ? null : JSON.parse(text)
  return { status: response.status, headers: response.headers, text, json }
}

/** The data of a success envelope, held against the schema of what the route promises. */
export const dataOf = <T>(schema: { parse(value: unknown): T }, { json }: { readonly json: unknown }): T =>
  schema.parse(Object(json).data)
