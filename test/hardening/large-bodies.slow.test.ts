import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { createSocketApp } from '../support/http/socket-app.ts'

const head = (headers: string, path = '/api/scripts') =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${headers}\r\n\r\n`

const codeOf = (answer: { readonly body: string } | undefined) => JSON.parse(answer?.body ?? '{}').error_code

test('a body that says it is too large is refused before any of it comes', async (t) => {
  const { open, isAlive } = await createSocketApp(t)
  for (const length of [10_485_761, 2 ** 40, Number.MAX_SAFE_INTEGER]) {
    const { send, until } = open()
    send(head(`Content-Length: ${length}`))
    const [answer] = await until(1)
    assert.deepEqual([answer?.status, codeOf(answer)], [413, 'PAYLOAD_TOO_LARGE'])
  }
  assert.ok(await isAlive())
})

test('a body in chunks is refused as soon as it is too large, and its connection ends', async (t) => {
  const { open } = await createSocketApp(t, { env: { BODY_LIMIT_BYTES: '100000' } })
  const { socket, send, ended, answers } = open()
  let sent = 0
  const pump = async () => {
    const chunk = ' '.repeat(10_000)
    while (socket.writable && answers().length === 0) {
      if (!send(`${chunk.length.toString(16)}\r\n${chunk}\r\n`)) await once(socket, 'drain')
      await new Promise((resolve) => setImmediate(resolve))
      sent += chunk.length
    }
  }
  send(head('Transfer-Encoding: chunked'))
  await pump()
  await ended
  assert.ok(sent < 5_000_000, String(sent))
  assert.deepEqual([answers()[0]?.status, codeOf(answers()[0])], [413, 'PAYLOAD_TOO_LARGE'])
})

test('large bodies on their way count as memory, for their caller and for all, until they have gone', async (t) => {
  const env = {
    MEMORY_LIMIT_BYTES: '30000000',
    MEMORY_CALLER_LIMIT_BYTES: '20000000',
    EXECUTION_MEMORY_LIMIT_BYTES: '1000000',
  }
  const { open, isAlive, createKey, url } = await createSocketApp(t, { env })
  const [own, other] = [await createKey(['write']), await createKey(['write'])]
  const stall = ({ key }: { readonly key: string }) => {
    const client = open()
    client.send(head(`Authorization: Bearer ${key}\r\nContent-Length: 6000000`) + ' '.repeat(5_999_999))
    return client
  }
  const refusalOf = async (clients: readonly ReturnType<typeof open>[]) => {
    const [answer] = await Promise.race(clients.map(({ until }) => until(1)))
    return [answer?.status, codeOf(answer), /retry-after: 1/i.test(answer?.head ?? '')]
  }
  const clients = [stall(own), stall(own)]
  assert.deepEqual(await refusalOf(clients), [429, 'MEMORY_CALLER_LIMIT', true])
  const others = [stall(other), stall(other)]
  assert.deepEqual(await refusalOf(others), [503, 'MEMORY_LIMIT', true])
  assert.ok(await isAlive())
  const post = (key: string, body: string) =>
    fetch(`${url}/api/scripts`, {
      method: 'POST',
      body,
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    })
  assert.equal((await post(own.key, '{"name":"short"}')).status, 201)

  for (const { socket } of [...clients, ...others]) socket.destroy()
  const body = JSON.stringify({ name: 'later' }).padEnd(9_000_000)
  for (;;) {
    const { status } = await post(own.key, body)
    if (status === 201) break
    assert.equal(status, 429)
    await delay(10)
  }
  const alone = await post(own.key, JSON.stringify({ name: 'alone' }).padEnd(10_100_000))
  assert.deepEqual([alone.status, Object(await alone.json()).error_code], [413, 'PAYLOAD_TOO_LARGE'])
})

test('answers that are not read count as memory of their reader', async (t) => {
  const env = { MEMORY_CALLER_LIMIT_BYTES: '8000000', EXECUTION_MEMORY_LIMIT_BYTES: '8000000' }
  const { open, url, request } = await createSocketApp(t, { env })
  const input = 'x'.repeat(1_000_000)
  const { json: script } = await request('POST', '/api/scripts', { body: { name: 'x', nodes: [node('a')] } })
  const { json } = await request('POST', `/api/scripts/${script.data.id}/execute`, { body: { input } })
  const path = `/api/executions/${json.data.id}`
  const stall = () => {
    const client = open()
    client.socket.pause()
    client.send(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`.repeat(50))
    return client
  }
  const unread = Array.from({ length: 8 }, stall)
  for (;;) {
    const answer = await fetch(url + path)
    const { error_code: code } = Object(await answer.json())
    if (answer.status === 429 && code === 'MEMORY_CALLER_LIMIT') break
    assert.equal(answer.status, 200)
    // A connection whose requests were all refused meanwhile holds nothing.
    unread.push(stall())
  }
  for (const { socket } of unread) socket.destroy()
  for (;;) {
    const answer = await fetch(url + path)
    await answer.arrayBuffer()
    if (answer.status === 200) break
    await delay(10)
  }
})

const list = (count: number, item: (index: number) => string) =>
  `[${Array.from({ length: count }, (_, index) => item(index)).join(',')}]`
const object = (count: number, name: (index: number) => string, value = '0') =>
  `{${Array.from({ length: count }, (_, index) => `"${name(index)}":${value}`).join(',')}}`
const name = (index: number) => index.toString(36)

/** What a legal body may hold at most, and one more. */
const bodies: readonly (readonly [what: string, value: string, code: string | undefined])[] = [
  ['a million items', list(999_990, () => '0'), undefined],
  ['more than a million items', list(1_000_001, () => '0'), 'too_many_values'],
  ['more than a million lists', list(500_001, () => '[]'), 'too_many_values'],
  ['more than a million members', list(500_001, () => '{"a":0}'), 'too_many_values'],
  ['a hundred thousand names', object(99_990, name), undefined],
  ['more names', object(100_001, name), 'too_many_names'],
  ['more names in many objects', list(100_001, (index) => `{"${name(index)}":0}`), 'too_many_names'],
  ['nests of 98 levels', list(10_000, () => '['.repeat(96) + ']'.repeat(96)), undefined],
  ['nests of 101 levels', '['.repeat(101) + ']'.repeat(101), 'too_deep'],
  ['nests without end', '['.repeat(5_000_000), 'too_deep'],
  ['objects in each other without end', '{"a":'.repeat(1_000_000), 'too_deep'],
]

test('the most that a body may hold is looked at in a moment, and more is refused', async (t) => {
  const { request } = await createSocketApp(t)
  for (const [what, value, code] of bodies) {
    // A field that is not known: the whole body is parsed and checked, and nothing is done with it.
    const body = `{"name":"x","unknown":${value}}`
    const before = process.threadCpuUsage()
    const { status, text, json } = await request('POST', '/api/scripts', { body })
    const took = process.threadCpuUsage(before).user / 1000
    t.diagnostic(`${what}: ${took.toFixed(0)} ms`)
    assert.deepEqual([status, json.details[0].code], [422, code ?? 'unrecognized_keys'], what)
    assert.ok(text.length < 2000, what)
    // The thread's own time, about 0.1 s on a common processor: only work that grows faster than the body takes so long.
    assert.ok(took < 5000, `${what}: ${took} ms`)
  }
})

const node = (id: string) => ({ id, type: 'start' })
const nodes = (count: number) => Array.from({ length: count }, (_, index) => node(`n${index}`))

const graphs: readonly (readonly [what: string, graph: object, problem: string])[] = [
  ['10,001 nodes', { nodes: nodes(10_001) }, 'nodes too_big'],
  [
    '50,001 connections',
    { nodes: nodes(2), connections: { n0: new Array(50_001).fill({ target: 'n1' }) } },
    'connections too_big',
  ],
  [
    '500,000 connections that are none',
    { connections: { n0: new Array(500_000).fill(0) } },
    'connections too_big',
  ],
  ['10,001 sources', { connections: JSON.parse(object(10_001, name, '[]')) }, 'connections too_big'],
  ['90,000 sources that are none', { connections: JSON.parse(object(90_000, name)) }, 'connections too_big'],
  [
    '90,000 parameters',
    { nodes: [{ id: 'a', type: 'end', parameters: JSON.parse(object(90_000, name)) }] },
    'nodes.0.parameters node_has_too_many_values',
  ],
  [
    'a name of a million characters',
    { nodes: [node('a')], connections: { ['x'.repeat(1_000_000)]: [{ target: 'a' }] } },
    `connections.${'x'.repeat(488)}`,
  ],
]

test('a graph beyond its limits is refused, with an answer that is no larger than it has to be', async (t) => {
  const { request } = await createSocketApp(t)
  for (const [what, graph, expected] of graphs) {
    const { status, text, json } = await request('POST', '/api/scripts', { body: { name: 'x', ...graph } })
    assert.equal(status, 422, what)
    assert.ok(text.length < 5000, what)
    const [{ path, code }] = json.details
    assert.ok(`${path} ${code}`.startsWith(expected), `${what}: ${path.slice(0, 100)} ${code}`)
  }
})

test('a name or text without end does not come back', async (t) => {
  const { request } = await createSocketApp(t)
  const long = 'x'.repeat(3_000_000)
  const dots = '.'.repeat(1_000_000)
  const wrong = [{ id: 5, type: 'start' }]
  for (const body of [
    { name: 'x', nodes: wrong, connections: { [dots]: [{ target: 'b' }] } },
    { name: 'x', nodes: [...wrong, { id: 'b', type: 'end', parameters: { [dots]: '{{ 1 + }}' } }] },
    { [long]: 1 },
    { name: 'x', nodes: [{ id: 'a', type: long }] },
    { name: 'x', nodes: [{ id: long, type: 'start' }] },
    { name: 'x', nodes: [node('a')], connections: { [long]: [{ target: long }] } },
    { name: 'x', nodes: [{ id: 'a', type: 'transform', parameters: { [long]: 1 } }] },
    { name: 'x', nodes: [{ id: 'a', type: 'transform', parameters: { expression: `${long} +` } }] },
  ]) {
    for (const language of ['en', 'ko']) {
      const answer = await request('POST', '/api/scripts', { body, headers: { 'Accept-Language': language } })
      assert.equal(answer.status, 422)
      assert.ok(answer.text.length < 10_000, answer.text.slice(0, 300))
    }
  }
})
