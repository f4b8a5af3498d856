import { createServer } from 'node:http'
import type { TestContext } from 'node:test'

/** The address of a server that takes connections and never answers. */
export const startSilence = async (t: TestContext): Promise<string> => {
  const server = createServer(() => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const address = server.address()
  return `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
}
