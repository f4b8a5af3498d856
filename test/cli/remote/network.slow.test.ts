import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { startForwarder, startTunnelProxy } from '../../support/net/forwarder.ts'
import { callCommand } from '../../support/process/command-line.ts'
import { startRemoteServer } from '../../support/process/remote-server.ts'

const fixtures = join(import.meta.dirname, '../../fixtures/tls')
const fixture = (name: string) => readFileSync(join(fixtures, name), 'utf8')

const steps = {
  name: 'Steps',
  nodes: [
    { id: 'first', type: 'transform', parameters: { expression: '1' } },
    { id: 'pause', type: 'wait', parameters: { ms: 1500 } },
    { id: 'last', type: 'end', parameters: { output: 'done' } },
  ],
  connections: { first: [{ target: 'pause' }], pause: [{ target: 'last' }] },
}

test('a run goes on when the connection breaks, and shows each node once', async (t) => {
  const { url, key } = await startRemoteServer(t)
  const proxy = await startForwarder(t, url, { cutAfter: 'event: node_finished' })
  let shown = ''
  const { code, stdout, stderr } = await callCommand({
    args: ['run', '-', '--url', proxy.url, '--key', key],
    input: JSON.stringify(steps),
    watch: (text) => {
      shown += text
    },
  })
  assert.equal(code, 0, stderr)
  assert.match(stdout, /"done"\n$/)
  assert.equal(proxy.cuts(), 1)
  for (const { id } of steps.nodes) assert.equal(shown.split(new RegExp(`\\b${id}\\b`)).length, 2, shown)
})

test('a certificate of an own authority is trusted when a setting names it, and a proxy is used', async (t) => {
  const { url, key } = await startRemoteServer(t)
  const tls = { key: fixture('server.key'), cert: fixture('server.pem') }
  const proxy = await startForwarder(t, url, { tls })
  const list = (env: Readonly<Record<string, string>>) =>
    callCommand({ args: ['variables', 'list', '--url', proxy.url, '--key', key], env })
  const unknown = await list({})
  assert.equal(unknown.code, 3)
  assert.match(unknown.stderr, /its certificate is not from a known authority .*EXTRA_CA_CERTS/)
  const known = { EXTRA_CA_CERTS: join(fixtures, 'authority.pem') }
  const trusted = await list(known)
  assert.equal(trusted.code, 0, trusted.stderr)
  // What one command trusts, the next one in the same process does not.
  assert.equal((await list({})).code, 3)

  const tunnel = await startTunnelProxy(t)
  const tunnelled = await list({ ...known, HTTPS_PROXY: tunnel.url })
  assert.equal(tunnelled.code, 0, tunnelled.stderr)
  assert.deepEqual(tunnel.hosts, [new URL(proxy.url).host])
})
