import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type TestContext, test } from 'node:test'
import { runExample } from '../../examples/example.ts'
import { ApiClient } from '../../src/cli/api/client.ts'
import { sendTo } from '../../src/cli/api/send.ts'
import { startServer } from '../support/http/server.ts'
import { refusedUrl } from '../support/net/refused.ts'

// Long enough for an answer on a busy machine; three attempts at the address that never answers wait for it.
const TIMEOUT_MS = 5000

/** Answers by path: with a status, with two errors before a success, or never. */
const startSites = async (t: TestContext): Promise<string> => {
  let asked = 0
  const server = createServer((request, response) => {
    if (request.url === '/never') return
    if (request.url === '/flaky' && ++asked > 2) response.end('{"ready":true}')
    else response.writeHead(Number(request.url?.slice(1)) || 500).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return `http://127.0.0.1:${address.port}`
}

test('one report covers all addresses, whether each answers, fails or stays silent', async (t) => {
  const site = await startSites(t)
  const { url } = await startServer(t, { HTTP_NODE_ALLOW: '127.0.0.1' })
  const input = {
    timeout_ms: TIMEOUT_MS,
    urls: [`${site}/200`, `${site}/404`, `${site}/flaky`, `${site}/never`, await refusedUrl(t)],
  }
  const { status, output, results } = await runExample({
    api: new ApiClient(sendTo(url)),
    name: 'health-check',
    input,
  })

  assert.equal(status, 'completed')
  const { sites, ...counts } = Object(output)
  assert.deepEqual(counts, { checked: 5, up: 2, down: 3 })
  assert.deepEqual(
    sites.map(({ ms, ...rest }: { readonly ms?: number }) => ({ ...rest, timed: ms !== undefined })),
    [
      { url: input.urls[0], ok: true, status: 200, timed: true },
      { url: input.urls[1], ok: false, status: 404, error: 'HTTP_STATUS', timed: false },
      { url: input.urls[2], ok: true, status: 200, timed: true },
      { url: input.urls[3], ok: false, error: 'HTTP_TIMEOUT', timed: false },
      { url: input.urls[4], ok: false, error: 'HTTP_CONNECT', timed: false },
    ],
  )
  const attempts = results
    .filter(({ node_id }) => node_id === 'ask')
    .map(({ path, attempts }) => [path, attempts])
    .toSorted()
  assert.deepEqual(attempts, [
    ['sites[0]', 1],
    ['sites[1]', 1],
    ['sites[2]', 3],
    ['sites[3]', 3],
    ['sites[4]', 3],
  ])
})
