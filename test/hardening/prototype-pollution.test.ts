import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bearer } from '../support/http/client.ts'
import { createTestApp, OPERATOR_TOKEN } from '../support/http/test-app.ts'

// Written as text: in a literal `__proto__` would mean the prototype.
const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'] as const
const hostile = (name: string) => `{"${name}":{"polluted":true,"isAdmin":true}}`

const assertClean = (about: string) => {
  for (const value of [{}, [], () => undefined]) {
    assert.equal(Reflect.get(value, 'polluted'), undefined, about)
    assert.equal(Reflect.get(value, 'isAdmin'), undefined, about)
  }
}

interface Case {
  readonly name: string
  readonly method?: string
  readonly path: string
  readonly body?: (name: string) => string
  readonly status: number
  /** The path and code of the problem, where there is one. */
  readonly problem?: (name: string) => string
  /** Whether the answer has the member as it was sent. */
  readonly kept?: boolean
}

const script = (rest: (name: string) => string) => (name: string) => `{"name":"${name}",${rest(name)}}`
const nodeWith = (rest: (name: string) => string) => script((name) => `"nodes":[{"id":"a",${rest(name)}}]`)
const action = (type: string, parameters: (name: string) => string) => (name: string) =>
  `{"action_type":"${type}","parameters":${parameters(name)}}`

const cases: readonly Case[] = [
  {
    name: 'a field of a script',
    path: '/scripts',
    body: (name) => `{"name":"x","${name}":{"polluted":true}}`,
    status: 422,
    problem: () => ' unrecognized_keys',
  },
  {
    name: 'a field of a node',
    path: '/scripts',
    body: nodeWith((name) => `"type":"start","${name}":{"polluted":true}`),
    status: 422,
    problem: () => 'nodes.0 unrecognized_keys',
  },
  {
    name: 'a parameter',
    path: '/scripts',
    body: nodeWith((name) => `"type":"start","parameters":${hostile(name)}`),
    status: 422,
    problem: () => 'nodes.0.parameters unrecognized_keys',
  },
  {
    name: 'a parameter of an action',
    path: '/actions',
    body: action('transform', (name) => `{"expression":"1","${name}":{"expression":"2"}}`),
    status: 422,
    problem: () => 'parameters unrecognized_keys',
  },
  {
    name: 'a field of retry',
    path: '/scripts',
    body: nodeWith((name) => `"type":"start","retry":{"max_attempts":1,"${name}":1}`),
    status: 422,
    problem: () => 'nodes.0.retry unrecognized_keys',
  },
  {
    name: 'metadata',
    path: '/scripts',
    body: nodeWith((name) => `"type":"start","metadata":${hostile(name)}`),
    status: 201,
    kept: true,
  },
  {
    name: 'a value in a parameter',
    path: '/scripts',
    body: nodeWith((name) => `"type":"end","parameters":{"output":${hostile(name)}}`),
    status: 201,
    kept: true,
  },
  {
    name: 'a source that is no node',
    path: '/scripts',
    body: script((name) => `"nodes":[{"id":"a","type":"start"}],"connections":{"${name}":[{"target":"a"}]}`),
    status: 422,
    problem: (name) => `connections.${name} ${name === '__proto__' ? 'reserved_name' : 'unknown_source'}`,
  },
  {
    name: 'a source without connections',
    path: '/scripts',
    body: script((name) => `"nodes":[],"connections":{"${name}":[],"__proto__":[]}`),
    status: 422,
    problem: () => 'connections.__proto__ reserved_name',
  },
  {
    name: 'a target that is no node',
    path: '/scripts',
    body: script((name) => `"nodes":[{"id":"a","type":"start"}],"connections":{"a":[{"target":"${name}"}]}`),
    status: 422,
    problem: (name) => `connections.a.0.target ${name === '__proto__' ? 'reserved_name' : 'unknown_target'}`,
  },
  {
    name: 'a port',
    path: '/scripts',
    body: script(
      (name) => `"nodes":[{"id":"a","type":"start"},{"id":"b","type":"end"}],
        "connections":{"a":[{"target":"b","output":"${name}"}]}`,
    ),
    status: 422,
    problem: () => 'connections.a.0.output unknown_port',
  },
  {
    name: 'a type',
    path: '/scripts',
    body: nodeWith((name) => `"type":"${name}"`),
    status: 422,
    problem: () => 'nodes.0.type unknown_node_type',
  },
  {
    name: 'a case of a switch',
    path: '/actions',
    body: (name) =>
      `{"action_type":"switch","input":"${name}","parameters":{"expression":"input","cases":["${name}"]}}`,
    status: 200,
    kept: true,
  },
  {
    name: 'a setting',
    method: 'PUT',
    path: '/config/user-settings',
    body: (name) => `{"settings":${hostile(name)}}`,
    status: 200,
    kept: true,
  },
  {
    name: 'a value of a setting',
    method: 'PUT',
    path: '/config/user-settings/NAME',
    body: (name) => `{"value":${hostile(name)}}`,
    status: 201,
    kept: true,
  },
  {
    name: 'a field of a setting',
    method: 'PUT',
    path: '/config/user-settings/theme',
    body: (name) => `{"value":1,"${name}":{"polluted":true}}`,
    status: 422,
    problem: () => ' unrecognized_keys',
  },
  {
    name: 'a statistic',
    path: '/dashboard/stats/increment',
    body: (name) => `{"deltas":{"${name}":2}}`,
    status: 200,
    kept: true,
  },
  {
    name: 'a counter of a node',
    path: '/actions',
    body: action('stats', (name) => `{"deltas":{"${name}":2}}`),
    status: 200,
    kept: true,
  },
  {
    name: 'input',
    path: '/actions',
    body: (name) =>
      `{"action_type":"transform","parameters":{"expression":"input"},"input":${hostile(name)}}`,
    status: 200,
    kept: true,
  },
  {
    name: 'what an expression makes',
    path: '/actions',
    body: action('transform', (name) => JSON.stringify({ expression: hostile(name) })),
    status: 200,
    kept: true,
  },
  {
    name: 'what code returns',
    path: '/actions',
    body: action('code', (name) => JSON.stringify({ code: `return JSON.parse('${hostile(name)}')` })),
    status: 200,
    kept: true,
  },
  {
    name: 'a field in a called action',
    path: '/nodes/execute',
    body: (name) => `{"nodes":[{"type":"start","parameters":{}}],"${name}":{"polluted":true}}`,
    status: 422,
    problem: () => ' unrecognized_keys',
  },
  { name: 'a query', method: 'GET', path: '/scripts?NAME=1&NAME[polluted]=1&NAME.polluted=1', status: 422 },
  { name: 'an unknown node type', method: 'GET', path: '/config/nodes/NAME', status: 404 },
  { name: 'an address', method: 'GET', path: '/NAME', status: 404 },
]

for (const example of cases) {
  test(`${example.name} is data, whatever its name`, async (t) => {
    const { request } = await createTestApp(t)
    await request('PUT', '/api/config/user-settings/theme', { body: { value: 'dark' } })
    for (const name of NAMES) {
      const { method = 'POST', path, body } = example
      const call = body ? { body: body(name) } : {}
      const { status, json, text } = await request(method, `/api${path.replaceAll('NAME', name)}`, call)
      const about = `${name}: ${text.slice(0, 300)}`
      assert.equal(status, example.status, about)
      if (example.problem) {
        const found = json.details.map(
          (problem: { path: string; code: string }) => `${problem.path} ${problem.code}`,
        )
        assert.ok(found.includes(example.problem(name)), `${found} ${about}`)
      }
      if (example.kept) assert.ok(text.includes(`"${name}"`), about)
      assertClean(about)
    }
  })
}

test('what a parameter inherits from its own members counts for nothing', async (t) => {
  const { request } = await createTestApp(t)
  const body = `{"nodes":[
    {"type":"transform","parameters":{"__proto__":{"expression":"1 + 1"}}},
    {"type":"end","parameters":{"__proto__":{"output":"{{ 1 + 1 }}"}}},
    {"type":"log","parameters":{"message":"{{ 'a' }}","__proto__":{"level":"error"}}}
  ]}`
  const { json } = await request('POST', '/api/nodes/execute', { body })
  for (const { status, error } of json.data) {
    assert.deepEqual([status, error.code], ['failed', 'INVALID_PARAMETERS'])
  }
})

test('headers and queries of a request may have any name', async (t) => {
  const { request } = await createTestApp(t)
  for (const name of NAMES) {
    const parameters = `{"url":"http://127.0.0.1:1/","headers":{"${name}":"a"},"query":{"${name}":"b"}}`
    const body = `{"action_type":"http_request","parameters":${parameters}}`
    const { json } = await request('POST', '/api/actions', { body })
    assert.equal(json.data.error.code, 'HTTP_ADDRESS_REFUSED', name)
    assertClean(name)
  }
})

test('nodes may have such names, but for one, and expressions find what they put out', async (t) => {
  const { request } = await createTestApp(t)
  for (const name of NAMES) {
    const body = {
      name,
      nodes: [
        { id: name, type: 'transform', parameters: { expression: '42' } },
        { id: 'end', type: 'end', parameters: { output: `{{ nodes.${name} }}` } },
      ],
      connections: Object.fromEntries([[name, [{ target: 'end' }]]]),
    }
    const { status, json } = await request('POST', '/api/scripts', { body })
    if (name === '__proto__') {
      const paths = json.details.map(({ path, code }: { path: string; code: string }) => `${path} ${code}`)
      assert.deepEqual(paths, ['nodes.0.id reserved_name', 'connections.__proto__ reserved_name'])
      continue
    }
    assert.equal(status, 201)
    const run = await request('POST', `/api/scripts/${json.data.id}/execute`, { body: {} })
    assert.equal(run.json.data.output, 42)
  }
  // Names that no node has find nothing, and not what every object has.
  for (const name of NAMES) {
    const run = (expression: string) =>
      request('POST', '/api/actions', { body: { action_type: 'transform', parameters: { expression } } })
    assert.equal((await run(`$lookup(nodes, "${name}")`)).json.data.output, null, name)
    assert.equal((await run(`nodes.${name}`)).json.details[0].code, 'unknown_node', name)
  }
})

test('headers of such values mean nothing', async (t) => {
  const { request } = await createTestApp(t)
  for (const name of NAMES) {
    const headers = {
      'Accept-Language': name,
      'Accept-Encoding': name,
      'Idempotency-Key': name,
      'X-Request-Id': name,
      'If-None-Match': name,
      Prefer: name,
      Origin: name,
      // Without a key such an origin is refused.
      ...bearer(OPERATOR_TOKEN),
    }
    const { status } = await request('POST', '/api/actions', {
      body: { action_type: 'start', parameters: {} },
      headers,
    })
    assert.equal(status, 200, name)
  }
})
