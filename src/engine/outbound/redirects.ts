import type { Dispatcher } from 'undici'
import { NodeError } from '../errors.ts'

/**
 * Keeps what the caller sends at the origin of the request. After a redirect to another origin, only `headers` are sent,
 * which contain nothing of the caller's, even if a later redirect leads back. A redirect that would repeat the body is
 * refused: without the body it would be another request.
 */
export const sendSecretsOnlyTo =
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
