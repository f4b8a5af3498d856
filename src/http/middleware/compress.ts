import type { MiddlewareHandler } from 'hono'
import { compress as honoCompress } from 'hono/compress'
import type { AppEnv } from '../env.ts'
import { headerOf } from '../request/header.ts'
import { addTo } from '../response/answer.ts'

/** Compresses answers from 1 kB on; event streams are never touched. A compressed answer's ETag becomes weak. */
export const compress = (): MiddlewareHandler<AppEnv> => {
  const inner = honoCompress()
  return (c, next) => {
    addTo(c.get('answerHeaders'), 'Vary', 'Accept-Encoding')
    return headerOf(c, 'accept-encoding') === undefined ? next() : inner(c, next)
  }
}
