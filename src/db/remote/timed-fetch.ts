import { LibsqlError } from '@libsql/client/sqlite3'

/** Sends one request; as `fetch`, for a client of a database. */
export type Fetch = (request: Request) => Promise<Response>

const failure = (cause: unknown): LibsqlError => {
  const isLate = cause instanceof Error && cause.name === 'TimeoutError'
  const code = isLate ? 'SERVER_TIMEOUT' : 'SERVER_UNREACHABLE'
  const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause)
  return new LibsqlError(reason, code, undefined, undefined, cause instanceof Error ? cause : undefined)
}

/**
 * Without a time limit, a server that accepts connections and answers nothing would hold every request indefinitely.
 * What was sent may have been carried out, whether an answer came or not.
 */
export const timedFetch =
  (timeoutMs: number): Fetch =>
  async (request) => {
    // Compressing and decompressing cost more than half of what a call takes on both sides, and the network is near.
    request.headers.set('Accept-Encoding', 'identity')
    try {
      const answer = await fetch(request, { signal: AbortSignal.timeout(timeoutMs) })
      // The limit is for the whole answer, and the driver reads it without one.
      return new Response(await answer.arrayBuffer(), answer)
    } catch (error) {
      throw failure(error)
    }
  }
