import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'

/** A server that answers in bytes of its own, one character a byte; gone when the test ends. */
export const startRawServer = async (
  t: TestContext,
  answer: (request: string, socket: Socket, connection: number) => string | undefined,
) => {
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createServer((socket) => {
    const connection = ++connections
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('data', (data) => {
      const bytes = answer(data.toString('latin1'), socket, connection)
      if (bytes !== undefined) socket.write(bytes, 'latin1')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  // It listens on TCP, where the address is never a string.
  const { port } = server.address() as AddressInfo
  return { base: `http://127.0.0.1:${port}`, connections: () => connections }
}
