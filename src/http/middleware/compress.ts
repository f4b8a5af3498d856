import type { MiddlewareHandler } from 'hono'
import { compress as honoCompress } from 'hono/compress'
import { COMPRESSIBLE_CONTENT_TYPE_REGEX } from 'hono/utils/compress'
import type { AppEnv } from '../env.ts'
import { headerOf } from '../request/header.ts'
import { addTo } from '../response/answer.ts'

/** Compresses answers of 1 kB and more, except event streams. The ETag of a compressed answer becomes weak. */
export const compress = (): MiddlewareHandler<AppEnv> => {
  const inner = honoCompress({ contentTypeFilter: isText })
  return (c, next) => {
    addTo(c.get('answerHeaders'), 'Vary', 'Accept-Encoding')
    return headerOf(c, 'accept-encoding') === undefined ? next() : inner(c, next)
  }
}

/** Lines of JSON are text as well, which hono does not know. */
const isText = (type: string): boolean =>
  COMPRESSIBLE_CONTENT_TYPE_REGEX.test(type) || type.startsWith('application/x-ndjson')
