import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GraphCheck } from '../../../src/features/scripts/graph/schema.ts'
import { dataOf, errorOf } from '../../support/http/client.ts'
import { createScriptClient } from '../../support/http/script-client.ts'

const node = (id: string, type = 'start') => ({ id, type, parameters: {} })
const to = (target: string) => [{ target, output: 'out' }]

const places = (details: readonly { readonly path: string; readonly code: string }[] = []) =>
  details.map(({ path, code }) => `${path} ${code}`)

/** Breaks rules of the schema and rules behind it. */
const broken = {
  nodes: [
    node('a'),
    { ...node('b', 'end'), retry: { max_attempts: 0 } },
    node('c', 'nope'),
    { ...node('d', 'wait'), timeout_ms: 'soon', parameters: { ms: -1 } },
    { id: 5, type: 'start' },
  ],
  connections: {
    a: to('b'),
    b: to('c'),
    c: [...to('a'), { target: 'gone' }],
    d: [{ target: 7 }, { target: 8 }],
  },
}

const problems = [
  'nodes.1.retry.max_attempts too_small',
  'nodes.3.timeout_ms invalid_type',
  'nodes.4.id invalid_type',
  'connections.d.0.target invalid_type',
  'connections.d.1.target invalid_type',
  'connections cycle',
  'nodes.2.type unknown_node_type',
  'nodes.3.parameters.ms too_small',
  'connections.c.1.target unknown_target',
]

test('problems of schema and graph are reported together, and nothing is saved', async (t) => {
  const { call, create } = await createScriptClient(t)
  const { id } = await create({ name: 'kept', nodes: [node('a')] })
  const before = await call('GET', `/${id}`)
  const tooLong = { name: 'a'.repeat(101), ...broken }
  const all = [
    await call('POST', '', { body: tooLong }),
    await call('PUT', `/${id}`, { body: tooLong }),
    await call('PUT', `/${id}/nodes`, { body: broken }),
    await call('POST', `/${id}/validate`, { body: broken }),
    await call('POST', '/validate', { body: broken }),
  ]
  for (const [index, answer] of all.entries()) {
    assert.equal(answer.status, 422)
    const expected = index < 2 ? ['name too_big', ...problems] : problems
    assert.deepEqual(places(errorOf(answer).details), expected)
  }
  assert.equal((await call('GET', `/${id}`)).text, before.text)
  assert.equal(Object((await call('GET', '')).json).count, 1)
})

const unreadable: readonly (readonly [body: object, problems: readonly string[]])[] = [
  [{ nodes: 'none', connections: {} }, ['nodes invalid_type']],
  [
    { nodes: [null, node('a', 'nope')], connections: {} },
    ['nodes.0 invalid_type', 'nodes.1.type unknown_node_type'],
  ],
  [{ nodes: [{}], connections: {} }, ['nodes.0.id invalid_type', 'nodes.0.type invalid_type']],
  [{ nodes: [node('a')], connections: { a: 1 } }, ['connections.a invalid_type']],
  [
    { nodes: [node('a')], connections: { a: [1], b: [] } },
    ['connections.a.0 invalid_type', 'connections.b unknown_source'],
  ],
  [
    { nodes: [node('a', 'nope')], connections: 1 },
    ['connections invalid_type', 'nodes.0.type unknown_node_type'],
  ],
  [
    { nodes: [{ ...node('a', 'log'), parameters: 5 }], connections: {} },
    ['nodes.0.parameters not_an_object'],
  ],
]

for (const [body, expected] of unreadable) {
  test(`each problem of ${JSON.stringify(body)} is reported once`, async (t) => {
    const { call, create } = await createScriptClient(t)
    const { id } = await create({ name: 's' })
    assert.deepEqual(places(errorOf(await call('PUT', `/${id}/nodes`, { body })).details), expected)
  })
}

test('a graph is validated without being saved; missing fields stand for stored values', async (t) => {
  const { call, create } = await createScriptClient(t)
  const { id } = await create({
    name: 's',
    nodes: [node('a'), node('b', 'end')],
    connections: { a: to('b') },
  })
  const before = await call('GET', `/${id}`)
  const check = async (body?: object) => {
    const answer = await call('POST', `/${id}/validate`, { body })
    assert.equal(answer.status, 200, answer.text)
    const { valid, problems } = dataOf(GraphCheck, answer)
    assert.equal(valid, problems.length === 0)
    return places(problems)
  }
  assert.deepEqual(await check(), [])
  assert.deepEqual(await check({}), [])
  assert.deepEqual(await check({ nodes: [node('a'), node('b', 'nope')] }), ['nodes.1.type unknown_node_type'])
  assert.deepEqual(await check({ nodes: [node('a')] }), ['connections.a.0.target unknown_target'])
  assert.deepEqual(await check({ connections: { a: to('b'), b: to('a') } }), ['connections cycle'])
  assert.equal((await call('GET', `/${id}`)).text, before.text)
})

test('problems are described in Korean, including those of parameters', async (t) => {
  const { call, create } = await createScriptClient(t)
  const { id } = await create({ name: 's' })
  const body = {
    nodes: [node('a', 'nope'), { ...node('b', 'wait'), parameters: { ms: 'long' } }, node('c', 'log')],
    connections: { a: to('a') },
  }
  const headers = { 'Accept-Language': 'ko' }
  const told = dataOf(GraphCheck, await call('POST', `/${id}/validate`, { body, headers }))
  const refused = errorOf(await call('PUT', `/${id}/nodes`, { body, headers }))
  assert.deepEqual(refused.details, told.problems)
  assert.equal(told.problems.length, 4)
  for (const { message, path } of told.problems) assert.match(message, /[가-힣]/, path)
})

test('a graph of no script is checked by the rules of a new one', async (t) => {
  const { call } = await createScriptClient(t)
  const check = async (body: object) => dataOf(GraphCheck, await call('POST', '/validate', { body }))
  const valid = { nodes: [node('a'), node('b', 'end')], connections: { a: to('b') } }
  assert.deepEqual(await check(valid), { valid: true, problems: [] })
  assert.deepEqual(await check({ nodes: [] }), { valid: true, problems: [] })
  const { problems } = await check({ ...valid, nodes: [node('a'), node('b', 'nope')] })
  assert.deepEqual(places(problems), ['nodes.1.type unknown_node_type'])
  assert.equal((await call('POST', '/validate', { body: { connections: {} } })).status, 422)
  assert.equal(Object((await call('GET', '')).json).count, 0)
})

test('connections by port, as other systems have them, are answered with the shape that is expected', async (t) => {
  const { call } = await createScriptClient(t)
  const body = { name: 's', nodes: [node('a')], connections: { a: { main: [[{ node: 'b' }]] } } }
  const { details } = errorOf(await call('POST', '', { body }))
  assert.deepEqual(details, [
    {
      path: 'connections.a',
      code: 'invalid_type',
      message:
        'Must be a list of connections, each with its port, such as [{"target": "b", "output": "out"}].',
    },
  ])
})

const messageOf = (answer: Parameters<typeof errorOf>[0]): string =>
  errorOf(answer).details?.[0]?.message ?? ''

test('a field of a node that stands among its parameters is sent to its place, and the other way round', async (t) => {
  const { call } = await createScriptClient(t)
  const answer = (fields: object, headers = {}) =>
    call('POST', '', { headers, body: { name: 'misplaced', nodes: [{ ...node('a', 'log'), ...fields }] } })
  const message = 'hello'

  const retry = await answer({ parameters: { message, retry: { max_attempts: 2 }, on_error: 'continue' } })
  assert.match(
    messageOf(retry),
    /no fields "retry", "on_error" here\. .* stand beside "parameters", not in it\./,
  )
  assert.match(messageOf(await answer({ message })), /no field "message" here\. .* goes into "parameters"\./)
  assert.match(messageOf(await answer({ parameters: { message, nothing: 1 } })), /here\. The fields are/)
  const korean = { 'Accept-Language': 'ko' }
  assert.match(messageOf(await answer({ message }, korean)), /"parameters" 안에 넣어 주십시오/)
  assert.match(messageOf(await answer({ parameters: { message, retry: {} } }, korean)), /옆에 써야 합니다/)
})
