import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { TestContext } from 'node:test'
import { disguises } from '../secrets/disguises.ts'
import { portOf } from './port.ts'

type Answer = (value: string, response: ServerResponse, request: IncomingMessage) => void

const shown = (value: string) => Object.values(disguises).map((disguise) => disguise(value))

/** Ways to give back, by path, the text that came as the body. */
const answers: Readonly<Record<string, Answer>> = {
  '/json': (value, response) =>
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ [value]: [value, { nested: JSON.stringify({ value }) }], shown: shown(value) })),
  '/text': (value, response) => response.setHeader('content-type', 'text/plain').end(shown(value).join('\n')),
  '/utf-16': (value, response) =>
    response
      .setHeader('content-type', 'text/plain; charset=utf-16le')
      .end(Buffer.from(shown(value).join('\n'), 'utf16le')),
  '/bytes': (value, response) =>
    response
      .setHeader('content-type', 'application/octet-stream')
      .end(
        Buffer.concat([Buffer.from([0, 255]), ...shown(value).map((text) => Buffer.from(`\0${text}\xff`))]),
      ),
  '/headers': (value, response) => {
    for (const [index, text] of shown(value).entries()) {
      if (/^[ -~]*$/.test(text)) response.setHeader(`x-echo-${index}`, text)
    }
    response.setHeader('set-cookie', [encodeURIComponent(value), 'a=1']).end()
  },
  '/failure': (value, response) =>
    response.writeHead(500, { 'content-type': 'application/json' }).end(JSON.stringify({ error: value })),
  '/long-failure': (value, response) =>
    response
      .writeHead(400, { 'content-type': 'text/plain' })
      .end(`${'x'.repeat(990)}${value}${'x'.repeat(990)}`),
  '/redirect': (value, response) =>
    response.writeHead(307, { location: `/text?key=${encodeURIComponent(value)}` }).end(value),
  '/nowhere': (value, response) =>
    response.writeHead(302, { location: `mailto:${encodeURIComponent(value)}` }).end(value),
  '/broken': (value, response) => {
    response.writeHead(200, { 'content-length': 10_000 }).write(value, () => response.destroy())
  },
}

/** A server outside that tells what it is told, in all ways that it can. */
export const startEchoServer = async (t: TestContext) => {
  const received: string[] = []
  const server = createServer(async (request, response) => {
    const value = Buffer.concat(await request.toArray()).toString()
    received.push(value)
    const { pathname } = new URL(request.url ?? '', 'http://echo')
    answers[pathname]?.(value, response, request)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close().closeAllConnections())
  return { url: `http://127.0.0.1:${portOf(server)}`, paths: Object.keys(answers), received }
}
