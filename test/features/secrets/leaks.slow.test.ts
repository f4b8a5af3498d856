import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { Execution, NodeResult } from '../../../src/features/executions/schema.ts'
import { Script } from '../../../src/features/scripts/schema.ts'
import { newKeyText } from '../../../src/lib/store/keyring.ts'
import { dataOf } from '../../support/http/client.ts'
import { createTestApp, type TestAppOptions } from '../../support/http/test-app.ts'
import { startEchoServer } from '../../support/net/echo-server.ts'
import { secretValue } from '../../support/secrets/secret-value.ts'
import { bytesIn, traceOf } from '../../support/secrets/traces.ts'

const KEY = newKeyText()
const ENV = { SECRETS_KEY: KEY, HTTP_NODE_ALLOW: '127.0.0.1' }

const setUp = async (t: TestContext, { env, ...options }: TestAppOptions = {}) => {
  const echo = await startEchoServer(t)
  const app = await createTestApp(t, { env: { ...ENV, ...env }, ...options })
  const keep = async (value: string) => {
    const { status } = await app.request('PUT', '/api/secrets/key', { body: { value } })
    assert.ok(status < 300)
  }
  return { ...app, echo, keep }
}

const sending = (url: string) => ({ url, method: 'POST', body: '{{ $secret("key") }}' })

const credentials = [
  { headers: { authorization: 'Basic {{ $base64encode("me:" & $secret("key")) }}' } },
  { auth: { type: 'basic', username: 'me', password: '{{ $secret("key") }}' } },
]

const responseTypes: readonly { readonly response_type?: string; readonly response_path?: string }[] = [
  {},
  { response_type: 'bytes' },
  { response_type: 'file', response_path: 'saved' },
  { response_type: 'text' },
  { response_type: 'json' },
]

/** Sends the secret to every path, each of which tells it again in other ways, and logs what comes back. */
const nosyScript = ({ url, paths }: { readonly url: string; readonly paths: readonly string[] }) => {
  const ids = paths.map((path) => path.slice(1))
  return {
    name: 'Nosy',
    nodes: [
      { id: 'start', type: 'start' },
      ...ids.map((id, index) => ({
        id,
        type: 'http_request',
        on_error: 'continue',
        retry: { max_attempts: 2, backoff_ms: 1 },
        parameters: {
          ...sending(`${url}/${id}`),
          ...credentials[index % credentials.length],
          ...responseTypes[index % responseTypes.length],
          query: { key: '{{ $secret("key") }}' },
        },
      })),
      { id: 'all', type: 'merge' },
      { id: 'log', type: 'log', parameters: { message: '{{ input }}' } },
    ],
    connections: {
      start: ids.map((target) => ({ target })),
      ...Object.fromEntries(ids.map((id) => [id, [{ target: 'all' }, { target: 'all', output: 'error' }]])),
      all: [{ target: 'log' }],
    },
  }
}

test('whatever the peer answers, no answer, event, log line or byte of the database contains the value', async (t) => {
  const { request, echo, keep, log, folder } = await setUp(t)
  const { id } = dataOf(Script, await request('POST', '/api/scripts', { body: nosyScript(echo) }))
  const values: string[] = []

  const check = async (value: string) => {
    values.push(value)
    await keep(value)
    echo.received.length = 0
    const run = await request('POST', `/api/scripts/${id}/execute`)
    const execution = dataOf(Execution, run)
    assert.equal(execution.status, 'completed', run.text)
    assert.ok(echo.received.length > echo.paths.length && echo.received.every((text) => text === value))
    const outside = execution.results.filter(({ type }) => type === 'http_request')
    assert.equal(outside.length, echo.paths.length)
    const action = { action_type: 'http_request', parameters: sending(`${echo.url}/json`) }
    const answers = [
      run,
      await request('GET', `/api/executions/${execution.id}`),
      await request('GET', `/api/executions/${execution.id}/events`),
      await request('POST', '/api/actions', { body: action, headers: { 'Idempotency-Key': execution.id } }),
      await request('POST', '/api/nodes/execute', { body: { nodes: [{ type: 'http_request', ...action }] } }),
      await request('GET', '/api/executions'),
      await request('GET', `/api/scripts/${id}`),
      await request('GET', '/api/config'),
      await request('GET', '/api/secrets'),
    ]
    for (const { text } of answers) assert.equal(traceOf(value, text), undefined, text)
    assert.match(run.text, /\[secret:key\]/)
    assert.equal(traceOf(value, JSON.stringify(log.lines)), undefined)
  }
  await fc.assert(fc.asyncProperty(secretValue, check), {
    numRuns: 12,
    examples: [
      ['hunter2-hunter2'],
      ['"\\quoted\\/and="'],
      ['패스워드입니다만'],
      [`line ${'of a key\n'.repeat(40)}`],
    ],
  })

  const bytes = await bytesIn(folder)
  assert.match(bytes, /\[secret:key\]/)
  for (const value of values) assert.equal(traceOf(value, bytes), undefined)
})

const formsOf = (path: string) => responseTypes.map((form) => ({ path, form }))

test('no form of an answer and no file contains the value', async (t) => {
  const { request, keep, echo, folder } = await setUp(t)
  const value = 'hunter2-"한글"'
  await keep(value)
  for (const { path, form } of ['/json', '/text', '/utf-16', '/bytes'].flatMap(formsOf)) {
    const body = { action_type: 'http_request', parameters: { ...sending(echo.url + path), ...form } }
    const { text } = await request('POST', '/api/actions', { body })
    const file = form.response_path ? await readFile(join(folder, 'workspace', form.response_path)) : ''
    const base64 = /"base64":"([^"]+)"/.exec(text)?.[1] ?? ''
    const told = [Buffer.from(text), Buffer.from(file), Buffer.from(base64, 'base64')]
    // What is text in no charset is searched byte by byte.
    const encodings: BufferEncoding[] = path === '/bytes' ? ['latin1'] : ['latin1', 'utf8', 'utf16le']
    const texts = told.flatMap((bytes) => encodings.map((encoding) => bytes.toString(encoding)))
    for (const each of texts) assert.equal(traceOf(value, each), undefined, path + JSON.stringify(form))
  }
})

test('secrets are sealed in the database', async (t) => {
  const { request, keep, folder, close } = await setUp(t)
  await keep('hunter2-hunter2')
  assert.equal((await request('POST', '/api/secrets/rotate')).status, 200)
  const open = await bytesIn(folder)
  await close()
  for (const bytes of [open, await bytesIn(folder)]) {
    assert.equal(traceOf('hunter2-hunter2', bytes), undefined)
    assert.ok(!bytes.includes(KEY) && !bytes.includes(Buffer.from(KEY, 'base64').toString('latin1')))
  }
})

test('the failure of an action does not show its value', async (t) => {
  const { request, keep, echo, log } = await setUp(t)
  await keep('hunter2-hunter2')
  for (const path of ['/failure', '/long-failure', '/nowhere', '/broken']) {
    const body = { action_type: 'http_request', parameters: sending(echo.url + path) }
    const answer = await request('POST', '/api/actions', { body })
    assert.equal(dataOf(NodeResult, answer).status, 'failed')
    assert.doesNotMatch(answer.text, /hunter2|hunte/)
  }
  assert.equal(log.lines.filter(({ msg }) => msg === 'node failed').length, 4)
  assert.doesNotMatch(JSON.stringify(log.lines), /hunter2/)
})

test('an execution that resumes after a restart uses the current value', async (t) => {
  const first = await setUp(t)
  await first.keep('hunter2-hunter2')
  const slow = { id: 'a', type: 'http_request', parameters: sending(`${first.echo.url}/never`) }
  const { id } = dataOf(
    Script,
    await first.request('POST', '/api/scripts', { body: { name: 'Slow', nodes: [slow] } }),
  )
  const begun = await first.request('POST', `/api/scripts/${id}/execute`, {
    headers: { Prefer: 'respond-async' },
  })
  await t.waitFor(() => assert.deepEqual(first.echo.received, ['hunter2-hunter2']))
  await first.keep('swordfish-swordfish')
  await first.close()

  const second = await createTestApp(t, { folder: first.folder, env: ENV })
  await t.waitFor(() => assert.equal(first.echo.received[1], 'swordfish-swordfish'))
  const path = `/api/executions/${dataOf(Execution, begun).id}`
  await second.request('POST', `${path}/cancel`)
  await second.close()
  const bytes = await bytesIn(first.folder)
  for (const value of ['hunter2-hunter2', 'swordfish-swordfish'])
    assert.equal(traceOf(value, bytes), undefined)
})

test('with another key the server starts with a warning, and nodes that use the secret fail', async (t) => {
  const first = await setUp(t)
  await first.keep('hunter2-hunter2')
  await first.close()
  for (const key of ['', newKeyText()]) {
    const { request, log, close } = await createTestApp(t, {
      folder: first.folder,
      env: { SECRETS_KEY: key },
    })
    const warning = log.lines.find(({ level }) => level === 'warn')
    assert.deepEqual(warning?.names, ['key'])
    const body = {
      action_type: 'http_request',
      parameters: sending(first.echo.url),
      retry: { max_attempts: 3 },
    }
    const result = dataOf(NodeResult, await request('POST', '/api/actions', { body }))
    assert.deepEqual([result.error?.code, result.attempts], ['SECRET_UNAVAILABLE', 1])
    await close()
  }
  assert.deepEqual(first.echo.received, [])
})

test('a secret elsewhere than in a request is refused with its place, and means nothing where nothing is checked', async (t) => {
  const { request, keep } = await setUp(t)
  await keep('hunter2-hunter2')
  const nodes = [
    { id: 'a', type: 'http_request', parameters: { url: 'http://a.example/{{ $secret("key") }}' } },
    { id: 'b', type: 'end', parameters: { output: { c: '{{ $secret("key") }}' } } },
  ]
  const saved = await request('POST', '/api/scripts', { body: { name: 'Leaky', nodes } })
  assert.deepEqual(
    saved.json.details.map(({ path, code }: Readonly<Record<string, string>>) => `${path} ${code}`),
    ['nodes.0.parameters.url secret_not_allowed', 'nodes.1.parameters.output.c secret_not_allowed'],
  )
  const more = [{ type: 'transform', parameters: { expression: `$eval('$secret("key")')` } }]
  const ran = await request('POST', '/api/nodes/execute', { body: { nodes: [...nodes, ...more] } })
  for (const { status, error } of dataOf(NodeResult.array(), ran)) {
    assert.deepEqual([status, error?.code], ['failed', 'EXPRESSION_FAILED'])
  }
  assert.doesNotMatch(ran.text, /hunter2/)
})
