import { once } from 'node:events'
import { connect } from 'node:net'
import type { TestContext } from 'node:test'
import type { ServerLimits } from '../../../src/http/server/limits.ts'
import { listen } from '../../../src/http/server/server.ts'
import { createTestApp, type TestAppOptions } from './test-app.ts'

export interface RawAnswer {
  readonly status: number
  readonly head: string
  /** As text, a body in chunks with their lengths. */
  readonly body: string
}

const parse = (text: string): RawAnswer[] =>
  text
    .split(/(?=HTTP\/1\.1 \d{3} )/)
    .filter((part) => part !== '')
    .map((part) => {
      const [head = '', ...body] = part.split('\r\n\r\n')
      return { status: Number(head.split(' ')[1]), head, body: body.join('\r\n\r\n') }
    })

/** What is sent and what comes back, byte by byte, on a connection of its own; gone when the test ends. */
export const openSocket = (t: TestContext, port: number) => {
  // Also a client that never closes its side must be got rid of.
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  let received = ''
  socket.setEncoding('latin1').on('data', (text) => {
    received += text
  })
  // Whoever is cut off is told so by an error as often as by an end.
  const ended = new Promise<void>((resolve) => {
    socket.once('end', resolve).once('error', () => resolve())
  })
  t.after(() => socket.destroy())
  return {
    socket,
    send: (text: string) => socket.write(text, 'latin1'),
    answers: () => parse(received),
    /** Resolves when the server has ended the connection. */
    ended,
    /** Resolves as soon as so many answers have begun. */
    until: async (count: number) => {
      while (parse(received).length < count) await once(socket, 'data')
      return parse(received)
    },
  }
}

export interface SocketAppOptions extends TestAppOptions {
  readonly limits?: Partial<ServerLimits>
}

/** The whole program behind a real socket. */
export const createSocketApp = async (t: TestContext, { limits = {}, ...options }: SocketAppOptions = {}) => {
  const test = await createTestApp(t, options)
  const server = await listen(test.app, { host: '127.0.0.1', port: 0 }, limits)
  t.after(() => server.close(0))
  const port = Number(new URL(server.url).port)
  const isAlive = async () => (await fetch(`${server.url}/healthz`)).status === 200
  return { ...test, url: server.url, isAlive, open: () => openSocket(t, port) }
}
