import { type Client, createClient } from '@libsql/client'
import { timedFetch } from './timed-fetch.ts'

export interface ServerOptions {
  readonly url: string
  readonly authToken?: string | undefined
  /** How long a call may take. */
  readonly timeoutMs?: number
  /** Calls under way at once. */
  readonly concurrency?: number
}

const TIMEOUT_MS = 10_000
const CONCURRENCY = 32

/** A client of a database server; connects when it is used. */
export const connectToServer = ({
  url,
  authToken,
  timeoutMs = TIMEOUT_MS,
  concurrency = CONCURRENCY,
}: ServerOptions): Client =>
  createClient({
    url,
    concurrency,
    fetch: timedFetch(timeoutMs),
    ...(authToken !== undefined && { authToken }),
  })
