import { CommandError } from '../context.ts'

/** Sends a request to the API. The path begins with `/`. */
export type Send = (path: string, init: RequestInit) => Promise<Response>

/** Sends requests over the network. @throws CommandError when the server does not answer */
export const sendTo =
  (url: string, token?: string): Send =>
  async (path, init) => {
    try {
      return await fetch(new URL(path, url), withToken(init, token))
    } catch (cause) {
      throw new CommandError(`the server at ${url} does not answer: ${networkErrorCode(cause)}`, { cause })
    }
  }

/** The request with the operator's token. */
export const withToken = (init: RequestInit, token?: string): RequestInit => {
  const headers = new Headers(init.headers)
  if (token !== undefined) headers.set('Authorization', `Bearer ${token}`)
  return { ...init, headers }
}

/** The network error behind an error of `fetch`, which is in its cause. */
export const networkErrorCode = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code
  return cause instanceof Error ? cause.message : String(cause)
}
