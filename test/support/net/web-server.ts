import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

/** A server of the outside world, on a port of its own; gone when the test ends. */
export const startWebServer = async (t: TestContext, listener: RequestListener, host = '127.0.0.1') => {
  const server = createServer(listener).listen(0, host)
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  // Servers here listen on TCP, where the address is never a string.
  const { port } = server.address() as AddressInfo
  return { server, port }
}
