import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Execution } from '../../src/features/executions/schema.ts'
import { ROOT } from '../support/docs/documents.ts'
import { createHome } from '../support/process/command-line.ts'

const startApi = async (t: TestContext, listener: RequestListener): Promise<string> => {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return `http://127.0.0.1:${address.port}`
}

const runGuide = async (t: TestContext, name: string, input: unknown): Promise<Execution> => {
  const { call } = await createHome(t)
  const args = ['run', join(ROOT, 'examples/guide', name), '--json', '--input', JSON.stringify(input)]
  const { stdout, stderr } = await call(args, { env: { HTTP_NODE_ALLOW: '127.0.0.1' } })
  assert.ok(stdout, stderr)
  return Execution.parse(JSON.parse(stdout))
}

/** Gives the customers in pages of `limit`, the cursor being an offset. */
const customersApi = (count: number, limit: number, asked: (string | null)[]): RequestListener => {
  const all = Array.from({ length: count }, (_, id) => ({ id }))
  return ({ url = '' }, response) => {
    const cursor = new URL(url, 'http://x').searchParams.get('cursor')
    asked.push(cursor)
    const end = Number(cursor) + limit
    const data = all.slice(Number(cursor), end)
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ data, next_cursor: end < count ? String(end) : null }))
  }
}

for (const [count, cursors] of [
  [5, [null, '2', '4']],
  [1, [null]],
  [0, [null]],
] as const) {
  test(`all pages of an API with ${count} customers are read by their cursors`, async (t) => {
    const asked: (string | null)[] = []
    const url = await startApi(t, customersApi(count, 2, asked))
    const { status, output } = await runGuide(t, 'pages.yaml', { url })
    assert.equal(status, 'completed')
    assert.deepEqual(
      output,
      Array.from({ length: count }, (_, id) => ({ id })),
    )
    assert.deepEqual(asked, cursors)
  })
}

test('a job is polled until it is ready', async (t) => {
  const asked: string[] = []
  const url = await startApi(t, ({ method, url: path }, response) => {
    asked.push(`${method} ${path}`)
    const status = asked.length > 3 ? 'ready' : 'running'
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(method === 'POST' ? { id: 'j7' } : { status }))
  })
  const { output, results } = await runGuide(t, 'poll.yaml', { url: `${url}/jobs`, every_ms: 1 })
  assert.deepEqual(output, { status: 'ready' })
  assert.deepEqual(asked, ['POST /jobs', 'GET /jobs/j7', 'GET /jobs/j7', 'GET /jobs/j7'])
  assert.equal(results.filter(({ node_id }) => node_id === 'pause').length, 3)
})
