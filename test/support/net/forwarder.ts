import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { connect, createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { TLSSocket } from 'node:tls'
import { portOf } from './port.ts'

interface ForwarderOptions {
  /** Ends TLS here, in front of a server that has none. */
  readonly tls?: { readonly key: string; readonly cert: string }
  /** Cuts the first connection that sends or receives a part with this text, once it has been passed on. */
  readonly cutAfter?: string
}

/** Passes connections on to a server, as a reverse proxy does. */
export const startForwarder = async (
  t: TestContext,
  url: string,
  { tls, cutAfter }: ForwarderOptions = {},
) => {
  let cuts = 0
  const sockets = new Set<Socket>()
  const server = createServer((raw) => {
    const client = tls ? new TLSSocket(raw, { isServer: true, ...tls }) : raw
    const target = connect(Number(new URL(url).port), '127.0.0.1')
    for (const socket of [raw, client, target]) {
      sockets.add(socket)
      socket.on('error', () => client.destroy() && target.destroy())
    }
    client.pipe(target)
    target.on('end', () => client.end())
    target.on('data', (part) => {
      client.write(part)
      if (cutAfter === undefined || cuts > 0 || !part.includes(cutAfter)) return
      cuts++
      client.end()
      target.destroy()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  const scheme = tls ? 'https' : 'http'
  return { url: `${scheme}://127.0.0.1:${portOf(server)}`, cuts: () => cuts }
}

/** A proxy that clients ask to connect them; it keeps the names of the hosts. */
export const startTunnelProxy = async (t: TestContext) => {
  const hosts: string[] = []
  const sockets = new Set<Socket>()
  const server = createHttpServer()
  server.on('connect', ({ url: host = '' }, client: Socket, head) => {
    hosts.push(host)
    const target = connect(Number(host.split(':')[1]), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connected\r\n\r\n')
      target.write(head)
      client.pipe(target).pipe(client)
    })
    for (const socket of [client, target]) {
      sockets.add(socket)
      socket.on('error', () => client.destroy() && target.destroy())
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return { url: `http://127.0.0.1:${portOf(server)}`, hosts }
}
