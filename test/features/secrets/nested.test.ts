import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Execution } from '../../../src/features/executions/schema.ts'
import { Script } from '../../../src/features/scripts/schema.ts'
import { newKeyText } from '../../../src/lib/store/keyring.ts'
import { dataOf } from '../../support/http/client.ts'
import { createTestApp } from '../../support/http/test-app.ts'
import { startEchoServer } from '../../support/net/echo-server.ts'
import { bytesIn, traceOf } from '../../support/secrets/traces.ts'

const SECRET = 'hunter2-"한글"/&=hunter2'
const USE = '{{ $secret("key") }}'

const setUp = async (t: TestContext) => {
  const echo = await startEchoServer(t)
  const env = { SECRETS_KEY: newKeyText(), HTTP_NODE_ALLOW: '127.0.0.1', EXPRESSION_TIMEOUT_MS: '50' }
  const app = await createTestApp(t, { env })
  const stored = await app.request('PUT', '/api/secrets/key', { body: { value: SECRET } })
  assert.ok(stored.status < 300)
  const save = async (body: object) => dataOf(Script, await app.request('POST', '/api/scripts', { body })).id
  const assertHidden = (what: string, text: string) => assert.equal(traceOf(SECRET, text), undefined, what)
  return { ...app, echo, save, assertHidden }
}

const request = (id: string, url: string, more: object = {}) => ({
  id,
  type: 'http_request',
  retry: { max_attempts: 2, backoff_ms: 1 },
  parameters: { url, method: 'POST', body: { list: [{ deep: { key: USE } }, [USE]] }, ...more },
})

const log = (id: string) => ({
  id,
  type: 'log',
  parameters: { message: '{{ $string(input) }}', level: 'error' },
})

test('in loops, called scripts, retries and what follows a failure, the value is hidden', async (t) => {
  const { request: send, echo, save, assertHidden, log: logged, folder } = await setUp(t)
  const after = await save({ name: 'After', nodes: [log('told')] })
  const called = await save({
    name: 'Called',
    nodes: [request('call', `${echo.url}/headers`), log('log')],
    connections: { call: [{ target: 'log' }] },
  })
  const id = await save({
    name: 'Nested',
    on_failure: after,
    nodes: [
      { id: 'loop', type: 'for_each', parameters: { items: [1, 2] } },
      request('item', `${echo.url}/json`),
      log('log'),
      { id: 'sub', type: 'sub_script', parameters: { script_id: called } },
      request('fails', `${echo.url}/failure`),
      request('cut', `${echo.url}/long-failure`),
    ],
    connections: {
      loop: [
        { target: 'item', output: 'each' },
        { target: 'sub', output: 'done' },
      ],
      item: [{ target: 'log' }],
      sub: [{ target: 'fails' }, { target: 'cut' }],
    },
  })
  const run = await send('POST', `/api/scripts/${id}/execute`)
  const execution = dataOf(Execution, run)
  assert.equal(execution.status, 'failed', run.text)
  const again = await send('POST', `/api/executions/${execution.id}/retry`, {
    headers: { Prefer: 'wait=10' },
  })
  const follow = async () => {
    const { json } = await send('GET', `/api/executions?script_id=${after}&status=completed`)
    assert.equal(json.data.length, 2)
    return json.data.map((each: { readonly id: string }) => each.id)
  }
  await t.waitFor(async () => void (await follow()))
  const ids = [execution.id, dataOf(Execution, again).id, ...(await follow())]
  for (const path of ids.flatMap((each) => [`/api/executions/${each}`, `/api/executions/${each}/events`]))
    assertHidden(path, (await send('GET', path)).text)
  for (const path of ['/api/executions', '/api/follow-ups', '/metrics'])
    assertHidden(path, (await send('GET', path)).text)
  assertHidden('answers', run.text + again.text)
  assertHidden('log', JSON.stringify(logged.lines))
  assertHidden('files', await bytesIn(folder))
  assert.match(run.text, /\[secret:key\]/)
  assert.ok(echo.received.length >= 6)
})

const failing: Readonly<Record<string, object>> = {
  'a part as a number': { body: { a: ['{{ $number($substring($secret("key"), 0, 7)) }}'] } },
  'a value in reverse': { body: { a: { b: '{{ $error($join($reverse($split($secret("key"), "")))) }}' } } },
  'a value letter by letter': { body: '{{ $error($join($split($secret("key"), ""), "-")) }}' },
  'a name of a header': { headers: '{{ { $secret("key"): "x" } }}' },
  'a part as a name of a header': { headers: '{{ { $substring($secret("key"), 7, 3): "x" } }}' },
  'a name of the query with a wrong value': { query: '{{ { $secret("key"): { "a": 1 } } }}' },
  'a part of a method of authentication': {
    auth: { type: 'bearer', token: '{{ $number($secret("key")) }}' },
  },
}

test('what computes with the value and fails tells the same, whatever the value', async (t) => {
  const { request: send, echo, log: logged, folder } = await setUp(t)
  const told = new Set<string>()
  for (const [name, parameters] of Object.entries(failing)) {
    const body = { action_type: 'http_request', parameters: { url: echo.url, method: 'POST', ...parameters } }
    const { json, text } = await send('POST', '/api/actions', { body })
    assert.equal(json.data.error?.code, 'SECRET_REQUEST_FAILED', `${name}: ${text}`)
    assert.doesNotMatch(text, /hunter|retnuh|h-u-n|한글/i, name)
    told.add(JSON.stringify(json.data.error))
  }
  assert.equal(told.size, 1)
  assert.doesNotMatch(JSON.stringify(logged.lines), /hunter2|2retnuh|h-u-n-t|한글/)
  assert.doesNotMatch(await bytesIn(folder), /hunter2-|2retnuh|h-u-n-t/)
  assert.deepEqual(echo.received, [])
})
