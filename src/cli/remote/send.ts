import { retryAdvice } from '../api/retry-advice.ts'
import { networkErrorCode, type Send, withToken } from '../api/send.ts'
import { reasonOf, unreachable } from './failure.ts'
import type { RemoteServer } from './remote-server.ts'

/** Longer than any answer takes; bodies that are sent have no limit. */
const ANSWER_TIMEOUT_MS = 120_000

/**
 * Sends requests to a remote server. A redirect is not followed, as it would take the key elsewhere.
 * @throws CommandError when no scriptd server answers
 */
export const sendToRemote =
  ({ url, key }: Pick<RemoteServer, 'url' | 'key'>, timeoutMs = ANSWER_TIMEOUT_MS): Send =>
  async (path, init) => {
    const late = new AbortController()
    const isUpload = init.body !== undefined && typeof init.body !== 'string'
    const timer = isUpload ? undefined : setTimeout(() => late.abort(), timeoutMs)
    const signal = AbortSignal.any([late.signal, ...(init.signal ? [init.signal] : [])])
    try {
      const request = { ...withToken(init, key), redirect: 'manual', signal } as const
      const answer = await fetch(new URL(path.slice(1), url), request)
      assertAnswer(url, answer, init)
      return answer
    } catch (cause) {
      if (late.signal.aborted) throw unreachable(`cannot reach ${url}: there was no answer in time`, cause)
      if (init.signal?.aborted || !(cause instanceof TypeError)) throw cause
      throw unreachable(`cannot reach ${url}: ${reasonOf(networkErrorCode(cause))}`, cause)
    } finally {
      clearTimeout(timer)
    }
  }

const JSON_TYPE = /^application\/([\w.+-]+\+)?json$/
/** Also the answers of a proxy before a server that is restarted or overloaded. */
const BUSY: ReadonlySet<number> = new Set([429, 502, 503, 504])

/** @throws CommandError unless a scriptd server can have given the answer */
const assertAnswer = (url: string, { status, headers }: Response, init: RequestInit): void => {
  if (status >= 300 && status < 400) {
    throw unreachable(`${url} redirects to ${targetOf(url, headers)}: if that is right, use that address`)
  }
  const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? ''
  const accepted = status < 300 ? new Headers(init.headers).get('accept') : 'application/json'
  const isExpected =
    accepted === '*/*'
      ? headers.has('content-disposition')
      : type === accepted || (accepted === 'application/json' && JSON_TYPE.test(type))
  if (isExpected) return
  if (BUSY.has(status)) {
    throw unreachable(`${url} answered ${status}: the server is not available now; ${retryAdvice(headers)}`)
  }
  const what = type === '' ? '' : ` (${type.slice(0, 80)})`
  throw unreachable(`${url} answered ${status}${what}, not as a scriptd server does: check the address`)
}

/** Only as far as it concerns the address: a query may hold a secret. */
const targetOf = (url: string, headers: Headers): string => {
  const location = headers.get('location') ?? ''
  if (!URL.canParse(location, url)) return 'another address'
  const { origin, pathname } = new URL(location, url)
  return `${origin}${pathname.replace(/api\/.*$/, '')}`
}
