import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { test } from 'node:test'
import { startReceiver } from '../../support/net/collector.ts'
import { refusedUrl } from '../../support/net/refused.ts'
import { createFolder } from '../../support/process/command.ts'
import { callCommand } from '../../support/process/command-line.ts'
import { startRemoteServer } from '../../support/process/remote-server.ts'

test('a key that is missing, wrong, revoked or too weak ends with code 4 and what to do', async (t) => {
  const { url, createKey, call, folder } = await startRemoteServer(t)
  const file = join(folder, 'a.json')
  await writeFile(file, JSON.stringify({ name: 'A', nodes: [{ id: 'a', type: 'start' }] }))
  const reader = await createKey('read')
  const revoked = await createKey('read', 'write')
  const [id = ''] = /key_\w+(?= {2}read,write)/.exec((await call(['keys', 'list'])).stdout) ?? []
  assert.equal((await call(['keys', 'revoke', id])).code, 0)

  const commands = [
    ['export'],
    ['import', file],
    ['run', '1'],
    ['run', file],
    ['stats'],
    ['keys', 'list'],
    ['secrets', 'list'],
    ['files', 'list'],
    ['files', 'get', 'a'],
    ['files', 'put', file],
    ['profile', '--output', join(folder, 'p')],
  ]
  for (const args of commands) {
    const refused = (key?: string) =>
      callCommand({ args: [...args, '--url', url, ...(key === undefined ? [] : ['--key', key])] })
    const missing = await refused()
    assert.deepEqual([missing.code, missing.stdout], [4, ''], args.join(' '))
    assert.match(missing.stderr, /the server requires an API key: set SCRIPTD_API_KEY/)
    for (const key of ['sd_wrong', revoked]) {
      const { code, stderr } = await refused(key)
      assert.deepEqual([code, stderr.includes(key)], [4, false])
      assert.match(stderr, /does not accept the API key: it is wrong, revoked or expired/)
    }
  }
  for (const args of [
    ['import', file],
    ['run', file],
    ['keys', 'list'],
    ['secrets', 'delete', 'A'],
    ['files', 'put', file],
  ]) {
    const { code, stdout, stderr } = await callCommand({ args: [...args, '--url', url, '--key', reader] })
    assert.deepEqual([code, stdout], [4, ''], args.join(' '))
    assert.match(stderr, /^scriptd: [^\n]*(write|execute|admin)[^\n]*\n$/, args.join(' '))
  }
})

test('an address where no server of this kind answers ends with code 3 and why', async (t) => {
  const answering = (answer: (response: ServerResponse) => unknown) => startReceiver(t, answer)
  const page = await answering((response) => response.setHeader('Content-Type', 'text/html').end('<p>Hello'))
  const moved = await answering((response) =>
    response.writeHead(308, { Location: 'https://scriptd.example/api/scripts?token=1' }).end(),
  )
  const down = await answering((response) =>
    response.writeHead(503, { 'Content-Type': 'text/html', 'Retry-After': '7' }).end('<p>Down'),
  )
  const other = await answering((response) =>
    response.setHeader('Content-Type', 'application/json').end('{"items":[]}'),
  )
  const gone = await answering((response) => response.destroy())
  const cases = [
    [await refusedUrl(t), /nothing listens there.*\(ECONNREFUSED\)/],
    ['http://name.invalid', /cannot reach http:\/\/name\.invalid\/: the host name/],
    [page.url, /answered 200 \(text\/html\), not as a scriptd server does: check the address/],
    [moved.url, /redirects to https:\/\/scriptd\.example\/: if that is right, use that address\n/],
    [down.url, /answered 503: the server is not available now; try again in 7 s/],
    [other.url, /cannot be read; it may be of another version, or not be scriptd/],
    [gone.url, /the connection was closed; check whether the address needs https:\/\//],
  ] as const
  for (const [url, message] of cases) {
    const { code, stdout, stderr } = await callCommand({ args: ['export', '--url', url] })
    assert.deepEqual([code, stdout], [3, ''], `${url}: ${stderr}`)
    assert.match(stderr, message)
  }
})

test('a command line that names no server, or two places, is refused without contacting any', async (t) => {
  const { url, requests } = await startReceiver(t)
  const cases = [
    [['export', '--key', 'sd_x'], {}, /--key needs the address of a server: --url or SCRIPTD_URL/],
    [['export', '--url', 'localhost:8000'], {}, /--url must begin with http/],
    [['export', '--url', 'http://u:p@localhost'], {}, /must not contain a user or password/],
    [['export', '--url', `${url}/?a=1`], {}, /must not contain "\?" or "#"/],
    [
      ['export', '--url', url, '--database-url', 'file:a.db'],
      {},
      /--url and --database-url exclude each other/,
    ],
    [['export', '--url', url, '--key', 'a b'], {}, /--key is not an API key/],
    [['export'], { SCRIPTD_URL: 'localhost' }, /SCRIPTD_URL must begin with http/],
    [['export'], { SCRIPTD_URL: url, SCRIPTD_API_KEY: 'é' }, /SCRIPTD_API_KEY is not an API key/],
    [['profile'], {}, /the address of the server is missing/],
  ] as const
  for (const [args, env, message] of cases) {
    const { code, stdout, stderr } = await callCommand({ args, env })
    assert.deepEqual([code, stdout], [2, ''], args.join(' '))
    assert.match(stderr, message)
  }
  assert.deepEqual(requests, [])
})

test('an option that names a database wins over the environment, and a key in the open is warned of', async (t) => {
  const { url, requests } = await startReceiver(t)
  const folder = await createFolder(t)
  const args = ['export', '--database-url', `file:${join(folder, 'none.db')}`]
  assert.equal((await callCommand({ args, env: { SCRIPTD_URL: url } })).code, 1)
  assert.deepEqual(requests, [])
  const open = await callCommand({ args: ['export', '--url', 'http://name.invalid', '--key', 'sd_x'] })
  assert.match(open.stderr, /warning: http:\/\/name\.invalid\/ is not encrypted: others can read the API key/)
})
