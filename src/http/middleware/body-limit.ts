import type { Context, Next } from 'hono'
import { createMiddleware } from 'hono/factory'
import { AppError } from '../../domain/errors.ts'
import { headerOf } from '../request/header.ts'
import { incompleteBody } from '../request/incomplete-body.ts'

/** Bodies declared shorter are not counted: even many of them take little memory. */
const SHORT_BYTES = 65_536

export interface BodyLimits {
  /** Most bytes of one body. */
  readonly each: number
  /** Most bytes of all bodies of running requests together. */
  readonly all: number
}

/** The `Content-Length`; `NaN`, which compares as neither more nor less, when the body is chunked or undeclared. */
const declaredSize = (c: Context): number =>
  headerOf(c, 'transfer-encoding') === undefined
    ? Number(headerOf(c, 'content-length') ?? Number.NaN)
    : Number.NaN

const readAll = async (body: ReadableStream<Uint8Array>, onBytes: (bytes: number) => void) => {
  const chunks: Uint8Array[] = []
  // Cancelling the body would close the connection before the answer is sent.
  for await (const chunk of body.values({ preventCancel: true })) {
    onBytes(chunk.byteLength)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/**
 * Refuses a body of more than `each` bytes, by its `Content-Length` or else once that much has arrived, and any long
 * body while those in memory exceed `all` bytes. (`hono/body-limit` does not count other requests.)
 */
export const bodyLimit = ({ each, all }: BodyLimits) => {
  let totalBytes = 0

  const readCounted = async (c: Context, body: ReadableStream<Uint8Array>, next: Next) => {
    let size = 0
    const count = (bytes: number) => {
      size += bytes
      totalBytes += bytes
      if (size > each) throw new AppError('PAYLOAD_TOO_LARGE')
      if (totalBytes > all) throw new AppError('OVERLOADED')
    }
    try {
      c.req.raw = new Request(c.req.raw, { body: await readAll(body, count).catch(incompleteBody) })
      await next()
    } finally {
      totalBytes -= size
    }
  }

  return createMiddleware(function bodyLimit(c, next) {
    const declared = declaredSize(c)
    if (declared > each) throw new AppError('PAYLOAD_TOO_LARGE')
    if (declared <= SHORT_BYTES) return next()
    const { body } = c.req.raw
    return body ? readCounted(c, body, next) : next()
  })
}
