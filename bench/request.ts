import assert from 'node:assert/strict'

export interface Request {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly body?: unknown
  /** The expected status; 200 by default. */
  readonly status?: number
  /** A part that the answer must contain. */
  readonly expect?: object
}

export interface Answer {
  readonly headers: Headers
  /** Parsed JSON; `undefined` when there was no body. */
  readonly body: unknown
}

/** A request in the form of `fetch` and autocannon. */
export const toInit = ({ method = 'GET', headers, body }: Request) => ({
  method,
  headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
  ...(body !== undefined && { body: JSON.stringify(body) }),
})

/** Sends one request and checks its answer. */
export const send = async (url: string, request: Request): Promise<Answer> => {
  const { path, status = 200, expect } = request
  const response = await fetch(url + path, toInit(request))
  const text = await response.text()
  assert.equal(response.status, status, `${path} was answered ${response.status} ${text}`)
  const body = text === '' ? undefined : JSON.parse(text)
  if (expect !== undefined) assert.partialDeepStrictEqual(body, expect)
  return { headers: response.headers, body }
}
