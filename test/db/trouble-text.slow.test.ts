import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Execution, NodeResult } from '../../src/features/executions/schema.ts'
import { ScriptNode } from '../../src/features/scripts/graph/schema.ts'
import { Script } from '../../src/features/scripts/schema.ts'
import { Setting } from '../../src/features/settings/schema.ts'
import { dataOf } from '../support/http/client.ts'
import { createTestApp } from '../support/http/test-app.ts'

const pieces = [
  '\ud800',
  '\udc00',
  '\0',
  '\u0001',
  '\n',
  '\u001f',
  '\u007f',
  '\u0085',
  '\u2028',
  '\ufeff',
  '\uffff',
  '"',
  '\\',
  '\\u0000',
  '\\ud800',
  "'",
  '__proto__',
  'a',
  '한',
  '😀',
]
const oddText = fc.string({ unit: fc.constantFrom(...pieces), minLength: 1, maxLength: 6 })

// The first runs.
const examples = pieces.map((piece): [string] => [piece])

/** An object that also has a field named `__proto__` if that is the key. */
const keyed = (key: string, value: unknown) => Object.fromEntries([[key, value]])

const node = (text: string) => ({
  id: text,
  type: 'transform',
  name: text,
  description: text,
  parameters: { expression: 'input' },
  metadata: keyed(text, text),
})

type Write = readonly [method: 'POST' | 'PUT' | 'PATCH', path: string, body: unknown]

/** Every field of every write in which a caller can put text of his own. */
const writes = (text: string): readonly Write[] => {
  const object = keyed(text, text)
  const action = (action_type: string, parameters: unknown): Write => [
    'POST',
    '/api/actions',
    { action_type, parameters, input: { text, object } },
  ]
  return [
    ['POST', '/api/scripts', { name: text, description: text }],
    ['POST', '/api/scripts', { name: 'other', description: text, nodes: [node('a')] }],
    ['PUT', '/api/scripts/1', { name: 'echo', description: text, nodes: [node('a')], connections: {} }],
    ['PATCH', '/api/scripts/1', { description: text }],
    ['PATCH', '/api/scripts/1', { name: text }],
    ['PUT', '/api/scripts/1/nodes', { nodes: [node(text)], connections: {} }],
    [
      'PUT',
      '/api/scripts/1/nodes',
      { nodes: [node('a')], connections: keyed(text, [{ target: text, output: text }]) },
    ],
    ['POST', '/api/scripts/1/validate', { nodes: [node(text)], connections: keyed(text, [{ target: 'a' }]) }],
    ['POST', '/api/scripts/1/nodes', node(text)],
    [
      'PATCH',
      '/api/scripts/1/nodes/a',
      { name: text, description: text, metadata: object, parameters: object },
    ],
    ['POST', '/api/scripts/2/execute', { input: { text, object } }],
    ['POST', '/api/scripts/execute-all', { input: text }],
    ['PUT', '/api/config/user-settings', { settings: keyed(text, object) }],
    ['PUT', '/api/config/user-settings/theme', { value: object }],
    ['PUT', `/api/config/user-settings/${encodeURIComponent(text.toWellFormed())}`, { value: text }],
    ['PUT', '/api/dashboard/stats', { stats: keyed(text, 1) }],
    ['POST', '/api/dashboard/stats/increment', { deltas: keyed(text, 1) }],
    ['POST', '/api/folder/select', { path: text }],
    [
      'POST',
      '/api/nodes/execute',
      { nodes: [{ id: text, type: 'transform', parameters: object }], input: text },
    ],
    ['POST', '/api/nodes/execute', { nodes: [{ type: text, parameters: {} }] }],
    action(text, object),
    action('transform', { expression: 'input' }),
    action('switch', { expression: '{{ input.text }}', cases: [text] }),
    action('fail', { message: '{{ input.text }}' }),
    action('log', { message: text, level: 'debug' }),
    action('stats', { deltas: keyed(text, 1) }),
    action('code', { code: 'return [input.text, input.object]' }),
    action('file_write', { path: text, content: text }),
    action('file_read', { path: text }),
    action('http_request', { url: 'http://127.0.0.1:1', headers: object, query: object, body: text }),
  ]
}

const echo = {
  name: 'keeps what it is given',
  nodes: [
    { id: 'a', type: 'log', parameters: { message: '{{ params.text }}' } },
    { id: 'b', type: 'switch', parameters: { expression: 'params.text', cases: ['x'] } },
    { id: 'c', type: 'transform', parameters: { expression: 'params' } },
  ],
  connections: { a: [{ target: 'b' }], b: [{ target: 'c', output: 'default' }] },
}

const setUp = async (...context: Parameters<typeof createTestApp>) => {
  const app = await createTestApp(...context)
  await app.request('POST', '/api/scripts', { body: { name: 'plain', nodes: [node('a')], connections: {} } })
  assert.equal((await app.request('POST', '/api/scripts', { body: echo })).status, 201)
  return app
}

const readable = [
  '/api/scripts',
  '/api/scripts/1',
  '/api/config/user-settings',
  '/api/dashboard/stats',
  '/api/executions',
]

test('no text in any field of any write harms the server or what it stores', async (t) => {
  const { request } = await setUp(t)
  await fc.assert(
    fc.asyncProperty(oddText, async (text) => {
      for (const [method, path, body] of writes(text)) {
        const { status, text: answer } = await request(method, path, { body })
        assert.ok(status < 500, `${method} ${path} was answered ${status}: ${answer}`)
      }
      for (const path of readable) assert.equal((await request('GET', path)).status, 200, path)
    }),
    { numRuns: 40, examples },
  )
})

test('what was accepted reads back as it was given', async (t) => {
  const { request } = await setUp(t)
  const check = async (text: string) => {
    const object = keyed(text, [text])
    const input = { text, object }
    const run = dataOf(Execution, await request('POST', '/api/scripts/2/execute', { body: { input } }))
    assert.equal(run.status, 'completed')
    const stored = dataOf(Execution, await request('GET', `/api/executions/${run.id}`))
    assert.deepEqual([stored.input, stored.output], [input, input])

    await request('PUT', '/api/config/user-settings/theme', { body: { value: object } })
    const { value } = dataOf(Setting, await request('GET', '/api/config/user-settings/theme'))
    assert.deepEqual(value, object)

    const { status } = await request('PATCH', '/api/scripts/1', { body: { description: text } })
    const { description } = dataOf(Script, await request('GET', '/api/scripts/1'))
    if (status === 200) assert.equal(description, text)

    const metadata = keyed(`key ${text}`, object)
    await request('PATCH', '/api/scripts/1/nodes/a', { body: { name: text, metadata } })
    const node = dataOf(ScriptNode, await request('GET', '/api/scripts/1/nodes/a'))
    assert.deepEqual([node.name, node.metadata], [text, metadata])
  }
  await fc.assert(fc.asyncProperty(oddText, check), { numRuns: 40, examples })
})

const nested = (levels: number): string => `${'[{"a":'.repeat(levels / 2)}1${'}]'.repeat(levels / 2)}`

test('a body that is nested too deeply is refused wherever it is sent, one that is not is kept', async (t) => {
  const { request } = await setUp(t)
  const places: readonly (readonly [method: string, path: string, around: (json: string) => string])[] = [
    ['POST', '/api/scripts', (json) => `{"name":"a","nodes":${json}}`],
    ['PATCH', '/api/scripts/1/nodes/a', (json) => `{"metadata":{"deep":${json}}}`],
    ['PUT', '/api/config/user-settings/theme', (json) => `{"value":${json}}`],
    ['POST', '/api/scripts/2/execute', (json) => `{"input":${json}}`],
    [
      'POST',
      '/api/actions',
      (json) => `{"action_type":"transform","parameters":{"expression":"input"},"input":${json}}`,
    ],
  ]
  for (const [method, path, around] of places) {
    for (const levels of [100, 1002, 200_000]) {
      const refused = await request(method, path, { body: around(nested(levels)) })
      assert.equal(refused.status, 422, `${path} with ${levels} levels`)
      assert.match(refused.text, /"code":"too_deep"/)
    }
    const { status } = await request(method, path, { body: around(nested(90)) })
    assert.equal(status, path === '/api/scripts' ? 422 : method === 'PUT' ? 201 : 200, path)
  }
})

test('an output that is nested deeper than SQLite reads JSON fails its node', async (t) => {
  const { request } = await setUp(t)
  const parameters = { code: 'let x = 1; for (let i = 0; i < 1500; i++) x = [x]; return x' }
  const action = await request('POST', '/api/actions', { body: { action_type: 'code', parameters } })
  assert.equal(dataOf(NodeResult, action).status, 'failed')

  const body = { name: 'deep', nodes: [{ id: 'a', type: 'code', parameters }] }
  const { id } = dataOf(Script, await request('POST', '/api/scripts', { body }))
  const run = dataOf(Execution, await request('POST', `/api/scripts/${id}/execute`))
  assert.equal(run.status, 'failed')
  assert.equal(dataOf(Execution, await request('GET', `/api/executions/${run.id}`)).status, 'failed')
})
