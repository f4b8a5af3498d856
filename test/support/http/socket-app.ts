import { once } from 'node:events'
import { connect } from 'node:net'
import type { TestContext } from 'node:test'
import type { ServerLimits } from '../../../src/http/server/limits.ts'
import { listen } from '../../../src/http/server/server.ts'
import { createTestApp, type TestAppOptions } from './test-app.ts'

export interface RawAnswer {
  readonly status: number
  readonly head: string
  /** As text; a chunked body includes the chunk lengths. */
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

/** A connection that sends and receives raw bytes, closed when the test ends. */
export const openSocket = (t: TestContext, port: number) => {
  // The server must also get rid of a client that never closes its side.
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  let received = ''
  socket.setEncoding('latin1').on('data', (text) => {
    received += text
  })
  // A connection that the server destroys may end with an error.
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
    /** Resolves once this many answers have started. */
    until: async (count: number) => {
      while (parse(received).length < count) await once(socket, 'data')
      return parse(received)
    },
  }
}

export interface SocketAppOptions extends TestAppOptions {
  readonly limits?: Partial<ServerLimits>
  /** `::` for connections from several addresses of this machine. */
  readonly host?: string
}

/** The whole program behind a real socket. */
export const createSocketApp = async (
  t: TestContext,
  { limits = {}, host = '127.0.0.1', ...options }: SocketAppOptions = {},
) => {
  const test = await createTestApp(t, options)
  const server = await listen(test.app, { host, port: 0 }, limits)
  t.after(() => server.close(0))
  const port = Number(new URL(server.url).port)
  /** Whether the server answers; tried repeatedly, because with short limits a busy machine may time a request out. */
  const isAlive = async (host = '127.0.0.1') => {
    for (let attempt = 0; attempt < 20; attempt++) {
      const status = await fetch(`http://${host}:${port}/healthz`).then(
        (response) => response.status,
        () => undefined,
      )
      if (status === 200) return true
    }
    return false
  }
  return { ...test, url: server.url, isAlive, open: () => openSocket(t, port) }
}
