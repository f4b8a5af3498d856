import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { createFolder, readLog, runCommand, startCommand } from '../support/process/command.ts'

const serve = async (t: TestContext, cwd: string, env: Readonly<Record<string, string>> = {}) => {
  const child = await startCommand(t, { args: ['serve', '--port', '0'], env, cwd })
  const log = readLog(child)
  const stop = async () => {
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  return { log, stop, ready: async () => String((await log.until('listening')).url) }
}

/** What a server answers to a request that is sent as it is written; the status and the body. */
const send = async (url: string, lines: readonly string[], body = '') => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`)
  // What comes after the answer nobody reads.
  socket.on('error', () => undefined)
  const [head = '', json = ''] = (await text(socket)).split('\r\n\r\n')
  return { status: Number(head.split(' ')[1]), head, body: JSON.parse(json.slice(json.indexOf('{'))) }
}

const makeKey = async (url: string, scopes: readonly string[]) => {
  const headers = { 'Content-Type': 'application/json' }
  const init = { method: 'POST', headers, body: JSON.stringify({ name: 'x', scopes }) }
  return Object(await (await fetch(`${url}/api/keys`, init)).json()).data.key
}

test('a server that others can reach does not start without a key, and says how to make one', async (t) => {
  const { code, stderr, stdout } = await runCommand(t, {
    args: ['serve', '--host', '0.0.0.0', '--port', '0'],
  })
  assert.equal(code, 1)
  assert.equal(
    stderr,
    'scriptd: other machines can reach 0.0.0.0, and no API key exists; create one with "scriptd keys create --name admin ' +
      '--scope admin", or allow every caller with AUTH=none\n',
  )
  assert.doesNotMatch(stdout, /listening/)
})

test('with a key it starts, and asks for it', async (t) => {
  const cwd = await createFolder(t)
  const local = await serve(t, cwd)
  await local.log.until(
    'no API key exists: every program on this machine has full access until the first one is created',
  )
  const key = await makeKey(await local.ready(), ['read'])
  await local.stop()
  const server = await serve(t, cwd, { HOST: '0.0.0.0' })
  const url = (await server.ready()).replace('0.0.0.0', '127.0.0.1')
  assert.equal((await fetch(`${url}/api/scripts`)).status, 401)
  assert.equal((await fetch(`${url}/api/scripts`, { headers: { 'X-API-Key': key } })).status, 200)
})

test('AUTH=none is warned of at the start', async (t) => {
  const server = await serve(t, await createFolder(t), { HOST: '0.0.0.0', AUTH: 'none' })
  const { level, host } = await server.log.until(
    'AUTH is none: everyone who can reach this server has full access',
  )
  assert.deepEqual([level, host], ['warn', '0.0.0.0'])
  const url = (await server.ready()).replace('0.0.0.0', '127.0.0.1')
  assert.equal((await fetch(`${url}/api/scripts`)).status, 200)
})

test('over a socket, too, foreign names and pages are refused, and a key is asked for before the body', async (t) => {
  const server = await serve(t, await createFolder(t))
  const url = await server.ready()
  const get = (...headers: string[]) =>
    send(url, ['GET /api/scripts HTTP/1.1', 'Connection: close', ...headers])
  const { host } = new URL(url)
  assert.equal((await get(`Host: ${host}`)).status, 200)
  assert.equal((await get(`Host: ${host}`, `Origin: ${url}`)).status, 200)
  assert.equal((await get('Host: evil.example')).body.error_code, 'HOST_REFUSED')
  assert.equal((await get(`Host: ${host}`, 'Origin: http://evil.example')).body.error_code, 'ORIGIN_REFUSED')
  await makeKey(url, ['read'])
  const post = ['POST /api/scripts HTTP/1.1', `Host: ${host}`, 'Content-Type: application/json']
  // Of ten megabytes nothing has come when the answer is there.
  const refused = await send(url, [...post, 'Authorization: Bearer x', 'Content-Length: 10000000'], '{')
  assert.equal(refused.status, 401)
})
