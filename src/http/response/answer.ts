import type { Context, TypedResponse } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { JSONParsed } from 'hono/utils/types'
import { contentTag } from '../../lib/store/content-tag.ts'
import { isKnown } from './etag.ts'

/** Headers by name, each written in one way: `ETag`, `X-Request-Id`. */
export type AnswerHeaders = Record<string, string>

export interface AnswerVariables {
  /**
   * What the answer says besides what its handler gives it. A plain record, because setting a dozen headers on a
   * `Headers`, and reading them from there again, takes longer than all else that is done for a short answer.
   */
  answerHeaders: AnswerHeaders
  /** Milliseconds since the request came. */
  elapsed: () => number
  /** What was answered as JSON; nothing when something else was. */
  answer: Answer | undefined
}

/** An answer that has all of its headers. */
export interface Answer {
  readonly response: Response
  readonly headers: Readonly<AnswerHeaders>
  readonly text: string | null
}

// Answers are also made where the middleware that sets the variables has not run.
interface AnswerEnv {
  readonly Variables: Partial<AnswerVariables>
}

/** Adds a name to the list of a header such as `Vary`. */
export const addTo = (headers: AnswerHeaders, name: string, value: string): void => {
  const before = headers[name]
  headers[name] = before === undefined ? value : `${before}, ${value}`
}

export const serverTiming = (elapsed: () => number): string => `total;dur=${elapsed().toFixed(1)}`

const isRead = ({ req }: Context): boolean => req.method === 'GET' || req.method === 'HEAD'

const respond = (c: Context<AnswerEnv>, text: string | null, status: number, given: AnswerHeaders) => {
  const elapsed = c.get('elapsed')
  const headers = {
    ...c.get('answerHeaders'),
    ...(elapsed && { 'Server-Timing': serverTiming(elapsed) }),
    ...given,
  }
  const response = new Response(text, { status, headers })
  c.set('answer', { response, headers, text })
  return response
}

const respondText = (c: Context, text: string, status: number, given: AnswerHeaders) => {
  const content = { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(text)) }
  return respond(c, text, status, { ...content, ...given })
}

const respondVersion = (c: Context, etag: string, given: AnswerHeaders, write: () => string) => {
  const headers = { 'Cache-Control': 'no-cache', ...given, ETag: etag }
  return isKnown(c, etag) ? respond(c, null, 304, headers) : respondText(c, write(), 200, headers)
}

const answer = (
  c: Context,
  status: number,
  given: Readonly<AnswerHeaders>,
  write: () => string,
): Response => {
  if (status !== 200 || !isRead(c)) return respondText(c, write(), status, given)
  // What is known by its version need not be written to find that the client has it.
  if (given.ETag !== undefined) return respondVersion(c, given.ETag, given, write)
  const text = write()
  return respondVersion(c, contentTag(text), given, () => text)
}

/**
 * Answers with JSON. To GET it is tagged, unless `headers` has an `ETag`, and 304 when the client has that version.
 * (`hono/etag` also tags event streams, clones every body and drops CORS and request id.)
 */
export const json = <T extends object, S extends ContentfulStatusCode>(
  c: Context,
  body: T,
  status: S,
  headers: Readonly<AnswerHeaders> = {},
) => typed<T, S>(answer(c, status, headers, () => JSON.stringify(body)))

/** `json` for what is written already. */
export const jsonText = (c: Context, text: string, status: number, headers: Readonly<AnswerHeaders> = {}) =>
  answer(c, status, headers, () => text)

// Guarantee: the body is what `T` is as JSON; the type says so to zod-openapi, as that of `c.json` does.
const typed = <T extends object, S extends ContentfulStatusCode>(response: Response) =>
  response as Response & TypedResponse<JSONParsed<T>, S, 'json'>
