import type { Context, TypedResponse } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { JSONParsed } from 'hono/utils/types'
import { contentTag } from '../../lib/store/content-tag.ts'
import { holdAnswer, STREAM_BYTES } from '../access/caller-memory.ts'
import { isNotModified } from './etag.ts'
import { streamBody } from './stream-body.ts'

/** Headers by name, in canonical spelling: `ETag`, `X-Request-Id`. */
export type AnswerHeaders = Record<string, string>

export interface AnswerVariables {
  /**
   * The headers that hooks and middleware add to the answer. A plain record: setting and reading a dozen headers of a
   * `Headers` object takes longer than everything else about a short answer.
   */
  answerHeaders: AnswerHeaders
  /** Milliseconds since the request arrived. */
  elapsed: () => number
  /** The answer, if it was made by `json`, `jsonText` or `jsonStream`. */
  answer: Answer | undefined
}

/** A JSON answer with all of its headers. */
export interface Answer {
  readonly response: Response
  readonly headers: Readonly<AnswerHeaders>
  /** Null for 304, and for a body that is made while it is sent. */
  readonly body: string | ReadableStream | null
}

// Errors may be answered before the hooks that set the variables have run.
interface AnswerEnv {
  readonly Variables: Partial<AnswerVariables>
}

/** Appends a value to a list header such as `Vary`. */
export const addTo = (headers: AnswerHeaders, name: string, value: string): void => {
  const before = headers[name]
  headers[name] = before === undefined ? value : `${before}, ${value}`
}

export const serverTiming = (elapsed: () => number): string => `total;dur=${elapsed().toFixed(1)}`

const isSafe = ({ req }: Context): boolean => req.method === 'GET' || req.method === 'HEAD'

const respond = (c: Context<AnswerEnv>, body: Answer['body'], status: number, own: AnswerHeaders) => {
  const elapsed = c.get('elapsed')
  const headers = {
    ...c.get('answerHeaders'),
    ...(elapsed && { 'Server-Timing': serverTiming(elapsed) }),
    ...own,
  }
  const response = new Response(body, { status, headers })
  c.set('answer', { response, headers, body })
  return response
}

const respondText = (c: Context, text: string, status: number, own: AnswerHeaders) => {
  const length = Buffer.byteLength(text)
  holdAnswer(c, length)
  const content = { 'Content-Type': 'application/json', 'Content-Length': String(length) }
  return respond(c, text, status, { ...content, ...own })
}

const respondVersion = (c: Context, etag: string, own: AnswerHeaders, write: () => string) => {
  const headers = { 'Cache-Control': 'no-cache', ...own, ETag: etag }
  if (!isNotModified(c, etag)) return respondText(c, write(), 200, headers)
  // It is about the content, which is not sent.
  delete Object(c.get('answerHeaders'))['Content-Language']
  return respond(c, null, 304, headers)
}

/** The ETag that `json` gives to an answer to GET with this body. */
export const bodyTag = (body: object): string => contentTag(JSON.stringify(body))

const answer = (c: Context, status: number, own: Readonly<AnswerHeaders>, write: () => string): Response => {
  if (status !== 200 || !isSafe(c)) return respondText(c, write(), status, own)
  // With an ETag at hand, the body need not be serialized to find that the client has it.
  if (own.ETag !== undefined) return respondVersion(c, own.ETag, own, write)
  const text = write()
  return respondVersion(c, contentTag(text), own, () => text)
}

/**
 * Answers with JSON. GET answers get an ETag of their content, unless `headers` has one, and are 304 when the client
 * has that version. (`hono/etag` also tags event streams, clones every body, and drops CORS and request id headers.)
 */
export const json = <T extends object, S extends ContentfulStatusCode>(
  c: Context,
  body: T,
  status: S,
  headers: Readonly<AnswerHeaders> = {},
) => typed<T, S>(answer(c, status, headers, () => JSON.stringify(body)))

/** `json` for a body that is serialized already. */
export const jsonText = (c: Context, text: string, status: number, headers: Readonly<AnswerHeaders> = {}) =>
  answer(c, status, headers, () => text)

/** Answers with JSON that is made while the client takes it. There is no ETag, for which it would have to be known. */
export const jsonStream = (
  c: Context,
  chunks: AsyncGenerator<Uint8Array>,
  status: number,
  headers: Readonly<AnswerHeaders> = {},
) => {
  holdAnswer(c, STREAM_BYTES)
  return respond(c, streamBody(chunks), status, { 'Content-Type': 'application/json', ...headers })
}

// Guarantee: the body is `T` as JSON, which zod-openapi reads from the type as it does for `c.json`.
const typed = <T extends object, S extends ContentfulStatusCode>(response: Response) =>
  response as Response & TypedResponse<JSONParsed<T>, S, 'json'>
