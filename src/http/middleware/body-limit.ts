import type { Context, Next } from 'hono'
import { createMiddleware } from 'hono/factory'
import { AppError } from '../../domain/errors.ts'
import { headerOf } from '../request/header.ts'
import { incompleteBody } from '../request/incomplete-body.ts'

/** Bodies that say that they are shorter are not counted: most requests have one, and together they stay small. */
const SHORT_BYTES = 65_536

export interface BodyLimits {
  /** Of one body. */
  readonly each: number
  /** Of all bodies whose requests are under way. */
  readonly all: number
}

/** What `Content-Length` says; `NaN`, which is neither more nor less than anything, when it does not count. */
const declaredSize = (c: Context): number =>
  headerOf(c, 'transfer-encoding') === undefined
    ? Number(headerOf(c, 'content-length') ?? Number.NaN)
    : Number.NaN

const readWhole = async (body: ReadableStream<Uint8Array>, onBytes: (bytes: number) => void) => {
  const chunks: Uint8Array[] = []
  // Cancelling the body would close the connection before the answer is sent.
  for await (const chunk of body.values({ preventCancel: true })) {
    onBytes(chunk.byteLength)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/**
 * Refuses a body over `each` bytes, by its `Content-Length` or else as soon as that much has come, and any long
 * body while those that are held already have `all` bytes. (`hono/body-limit` knows nothing of other requests.)
 */
export const bodyLimit = ({ each, all }: BodyLimits) => {
  let held = 0

  const readLong = async (c: Context, body: ReadableStream<Uint8Array>, next: Next) => {
    let size = 0
    const hold = (bytes: number) => {
      size += bytes
      held += bytes
      if (size > each) throw new AppError('PAYLOAD_TOO_LARGE')
      if (held > all) throw new AppError('OVERLOADED')
    }
    try {
      c.req.raw = new Request(c.req.raw, { body: await readWhole(body, hold).catch(incompleteBody) })
      await next()
    } finally {
      held -= size
    }
  }

  return createMiddleware(function bodyLimit(c, next) {
    const declared = declaredSize(c)
    if (declared > each) throw new AppError('PAYLOAD_TOO_LARGE')
    if (declared <= SHORT_BYTES) return next()
    const { body } = c.req.raw
    return body ? readLong(c, body, next) : next()
  })
}
