import { bodyLimit as honoBodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import { AppError } from '../../lib/errors.ts'

const unread: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Refuses a body over `maxSize` bytes: by its `Content-Length`, or else as soon as that much has come. */
export const bodyLimit = (maxSize: number) => {
  const inner = honoBodyLimit({
    maxSize,
    onError: () => {
      throw new AppError('PAYLOAD_TOO_LARGE')
    },
  })
  return createMiddleware(async function bodyLimit(c, next) {
    // Nobody reads a body of these; asking for it would build one.
    return unread.has(c.req.method) ? next() : inner(c, next)
  })
}
