import { NodeError } from '../../../errors.ts'
import type { HttpAnswer } from '../../../ports.ts'
import type { HttpParameters } from '../parameters.ts'
import { shortened } from './error-body.ts'
import { retryAfterMs } from './retry-after.ts'

/** Statuses, in addition to 5xx, after which the same request may succeed a little later. */
const TRANSIENT = new Set([408, 425, 429])

/** The failure of a request that was answered with a status of 400 or higher. @param decoded the body */
export const statusFailure = (
  answer: HttpAnswer,
  decoded: unknown,
  { method, url }: Pick<HttpParameters, 'method' | 'url'>,
): NodeError => {
  const { status } = answer
  const retryAfter = retryAfterMs(answer)
  const { body, isCut } = shortened(decoded)
  return new NodeError('HTTP_STATUS', `${method.toUpperCase()} ${URL.parse(url)?.host} answered ${status}.`, {
    details: {
      status,
      body,
      ...(isCut && { truncated: true }),
      ...(retryAfter !== undefined && { retry_after_ms: retryAfter }),
    },
    ...(retryAfter !== undefined && { retryAfterMs: retryAfter }),
    retryable: status >= 500 || TRANSIENT.has(status),
  })
}
