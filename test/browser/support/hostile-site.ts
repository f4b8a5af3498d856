import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

/** What would be noticed if any of it were rendered: it changes the title, and asks the site for `/seen`. */
export const hostileMarkup = (site: string): string =>
  [
    `</script></style></textarea></title><script>document.title='hacked'</script>`,
    `<img src="${site}/seen" onerror="document.title='hacked'">`,
    `<svg xmlns="http://www.w3.org/2000/svg" onload="document.title='hacked'"><script>document.title='hacked'</script>`,
    `<image href="${site}/seen"/><foreignObject><iframe src="${site}/seen"></iframe></foreignObject></svg>`,
    `<a href="javascript:document.title='hacked'">hostile</a><form action="${site}/seen"><button>hostile</button></form>`,
    `<link rel="stylesheet" href="${site}/seen"><style>* { display: none }</style>{{ "a" }} \${1} \u202e\u0000`,
  ].join('')

/** A server that answers nodes with markup of several media types, and counts who asked for what is in it. */
export const startHostileSite = async (t: TestContext) => {
  const seen: string[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    const markup = hostileMarkup(url)
    if (path.startsWith('/seen')) seen.push(path)
    const answers: Record<string, [status: number, type: string, body: string]> = {
      '/html': [200, 'text/html', `<!doctype html><html><body>${markup}</body></html>`],
      '/svg': [200, 'image/svg+xml', `<?xml version="1.0"?>${markup}`],
      '/json': [200, 'application/json', JSON.stringify([{ [markup]: markup }, { [markup]: '' }])],
      '/long': [200, 'text/html', markup.repeat(500)],
      '/fails': [500, 'text/html', markup],
    }
    const [status, type, body] = answers[path] ?? [404, 'text/html', markup]
    response
      .writeHead(status, { 'Content-Type': type, 'X-Hostile': '<img src=x onerror=alert(1)>' })
      .end(body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  // Servers here listen on TCP, where the address is never a string.
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  return { url, seen, markup: hostileMarkup(url) }
}
