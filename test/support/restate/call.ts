import { once } from 'node:events'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'

export interface Answer {
  readonly status: number
  // Read by tests only, which check what they read.
  readonly data: Readonly<Record<string, unknown>>
  readonly list: readonly Readonly<Record<string, unknown>>[]
  readonly next: string | null
}

export interface CallOptions {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly timeoutMs?: number
}

/** Sends a request over a connection of its own, so that a balancer sees each; rejects when there is no answer. */
export const call = async (
  url: string,
  method: string,
  path: string,
  { body, headers = {}, timeoutMs = 60_000 }: CallOptions = {},
): Promise<Answer> => {
  const sent = request(`${url}${path}`, {
    method,
    agent: false,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    signal: AbortSignal.timeout(timeoutMs),
  })
  const answered = once(sent, 'response')
  sent.end(body === undefined ? undefined : JSON.stringify(body))
  const [response] = await answered
  const content = await text(response)
  const { data = {}, next_cursor: next = null } = content === '' ? {} : JSON.parse(content)
  const list = Array.isArray(data) ? data : []
  return { status: response.statusCode, data, list, next }
}
