import type { Context, Next } from 'hono'
import { createMiddleware } from 'hono/factory'
import { AppError } from '../../domain/errors.ts'
import type { Turns } from '../../lib/async/turns.ts'
import type { AppEnv } from '../env.ts'
import { incompleteBody } from '../request/body/incomplete-body.ts'
import { BodyDecoder, keepBodyText } from '../request/body/text.ts'
import { headerOf } from '../request/header.ts'

/** Bodies declared shorter are not counted: even many of them take little memory. */
const SHORT_BYTES = 65_536

/** Text takes up to two bytes for each byte of the body. */
const TEXT_BYTES = 2

/** The `Content-Length`; `NaN`, which compares as neither more nor less, when the body is chunked or undeclared. */
const declaredSize = (c: Context): number =>
  headerOf(c, 'transfer-encoding') === undefined
    ? Number(headerOf(c, 'content-length') ?? Number.NaN)
    : Number.NaN

/** Reads no faster than the event loop has time for, so that a flood of bodies does not hold it. */
const readBody = async (
  body: ReadableStream<Uint8Array>,
  onBytes: (bytes: number) => void,
  pause: () => Promise<void> | undefined,
) => {
  const decoder = new BodyDecoder()
  // Cancelling the body would close the connection before the answer is sent.
  for await (const chunk of body.values({ preventCancel: true })) {
    onBytes(chunk.byteLength)
    decoder.add(chunk)
    const paused = pause()
    if (paused) await paused
  }
  return decoder
}

/**
 * Refuses a body of more than `maxBytes`, by its `Content-Length` or else once that much has arrived. A long body counts
 * as memory of the caller while it arrives and until the request is handled.
 */
export const bodyLimit = (maxBytes: number, turns: Turns) => {
  const tooLarge = () =>
    new AppError('PAYLOAD_TOO_LARGE', { values: { limit: maxBytes, setting: 'BODY_LIMIT_BYTES' } })

  const readCounted = async (c: Context<AppEnv>, body: ReadableStream<Uint8Array>, next: Next) => {
    const claim = c.get('claimMemory')()
    let size = 0
    const count = (bytes: number) => {
      size += bytes
      if (size > maxBytes) throw tooLarge()
      claim.take(TEXT_BYTES * bytes)
    }
    try {
      const pause = () => (turns.isOver ? turns.next(c.get('caller')) : undefined)
      const decoder = await readBody(body, count, pause).catch(incompleteBody)
      // A body that is not text is refused by its type, if it has a wrong one.
      keepBodyText(
        c.req,
        Promise.try(() => decoder.end()),
      )
      c.set('bodyMemory', claim)
      await next()
    } finally {
      claim.release()
    }
  }

  return createMiddleware<AppEnv>(function bodyLimit(c, next) {
    const declared = declaredSize(c)
    if (declared > maxBytes) throw tooLarge()
    if (declared <= SHORT_BYTES) return next()
    const { body } = c.req.raw
    return body ? readCounted(c, body, next) : next()
  })
}
