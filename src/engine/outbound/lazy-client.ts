import type { HttpClient } from '../ports.ts'

type ClosableClient = HttpClient & { close(): Promise<void> }

/** Loads the client with the first request: its libraries take time and memory that many servers never need. */
export const lazyHttpClient = (load: () => Promise<ClosableClient>): ClosableClient => {
  let client: Promise<ClosableClient> | undefined
  return {
    async send(request, signal) {
      client ??= load()
      return (await client).send(request, signal)
    },
    async close() {
      await (await client)?.close()
    },
  }
}
