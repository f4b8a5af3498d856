import type { Dispatcher } from 'undici'
import { NodeError } from '../errors.ts'

/**
 * Keeps what the caller gave at the origin that he named. Once a redirect leads away from it, only `headers` are sent
 * any more, which hold nothing of his, also when the way leads back. A body that would have to be sent along is
 * refused: without it the request would be another one.
 */
export const confideOnlyIn =
  (home: string, headers: Readonly<Record<string, string>>): Dispatcher.DispatcherComposeInterceptor =>
  (dispatch) => {
    let hasLeft = false
    return (options, handler) => {
      hasLeft ||= String(options.origin) !== home
      if (!hasLeft) return dispatch(options, handler)
      if (typeof options.body === 'string') throw refused(home)
      return dispatch({ ...options, headers }, handler)
    }
  }

const refused = (home: string): NodeError => {
  const { host } = new URL(home)
  const message = `${host} redirects to another origin, where a body that may hold a secret is not sent.`
  return new NodeError('HTTP_REDIRECT_REFUSED', message, { retryable: false })
}
