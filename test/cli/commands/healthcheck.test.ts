import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type TestContext, test } from 'node:test'
import { configuredUrl } from '../../../src/cli/commands/healthcheck/run.ts'
import { refusedUrl } from '../../support/net/refused.ts'
import { callCommand } from '../../support/process/command-line.ts'
import { withPatience } from '../../support/time/patience.ts'

/** Answers as a server does that lives but takes no work. */
const startServer = async (t: TestContext): Promise<number> => {
  const server = createServer(({ url }, response) => response.writeHead(url === '/healthz' ? 200 : 503).end())
  server.listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return address.port
}

test('a server that lives is told by exit code 0, one that takes no work by 1 when that is asked', async (t) => {
  const port = await startServer(t)
  const url = `http://127.0.0.1:${port}`
  // The command's own time limit of three seconds may be too short on a busy machine.
  await withPatience(async () =>
    assert.deepEqual(await callCommand({ args: ['healthcheck', '--url', url] }), {
      code: 0,
      stdout: 'alive\n',
      stderr: '',
    }),
  )
  const env = { HOST: '0.0.0.0', PORT: String(port) }
  await withPatience(async () => assert.equal((await callCommand({ args: ['healthcheck'], env })).code, 0))
  await withPatience(async () =>
    assert.deepEqual(await callCommand({ args: ['healthcheck', '--ready'], env }), {
      code: 1,
      stdout: '',
      stderr: `scriptd: ${url}/readyz answers 503\n`,
    }),
  )
})

test('a server that is not there is told by exit code 1, an address that is none by 2', async (t) => {
  const refused = await refusedUrl(t)
  const { code, stderr } = await callCommand({ args: ['healthcheck', '--url', refused] })
  assert.deepEqual([code, stderr], [1, `scriptd: ${refused}/healthz does not answer: ECONNREFUSED\n`])
  for (const url of ['127.0.0.1:8000', 'ftp://host', 'http://']) {
    assert.equal((await callCommand({ args: ['healthcheck', '--url', url] })).code, 2, url)
  }
  assert.equal((await callCommand({ args: ['healthcheck'], env: { PORT: 'http' } })).code, 2)
})

test('a server on all addresses is asked on this machine', () => {
  for (const [host, url] of [
    ['127.0.0.1', 'http://127.0.0.1:8000'],
    ['0.0.0.0', 'http://127.0.0.1:8000'],
    ['::', 'http://[::1]:8000'],
    ['::1', 'http://[::1]:8000'],
    ['fd00::7', 'http://[fd00::7]:8000'],
    ['box.example', 'http://box.example:8000'],
  ] as const) {
    assert.equal(configuredUrl({ host, port: 8000 }), url)
  }
})
