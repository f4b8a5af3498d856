import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildOpenApiDocument } from '../../src/app/openapi-document.ts'
import { type ContractCase, contractCases } from '../support/contract/cases.ts'
import { commonFailures, reusedKey, successOf } from '../support/contract/failures.ts'
import {
  createChecker,
  examplesIn,
  type Operation,
  operationsOf,
  parametersOf,
  pointerOf,
} from '../support/contract/operations.ts'
import { codesOf, createPublishedCheck } from '../support/contract/published.ts'
import { createWorld } from '../support/contract/world.ts'
import { type Answer, errorOf } from '../support/http/client.ts'

const document = await buildOpenApiDocument()
const operations = operationsOf(document)
const problemWith = createChecker(document)

const assertPublished = createPublishedCheck(document, problemWith)

test('every operation is named, described and tagged', () => {
  const tags = new Map((document.tags ?? []).map(({ name, description }) => [name, description]))
  assert.equal(new Set(operations.map(({ id }) => id)).size, operations.length)
  for (const { id, operation, parameters, requestBody, responses } of operations) {
    assert.match(id, /^[a-z]+[A-Za-z]*$/)
    assert.ok(operation.summary && operation.description, id)
    for (const tag of operation.tags ?? ['']) assert.ok(tags.get(tag), `${id}: ${tag}`)
    const hasInput = parameters.length > 0 || requestBody !== undefined
    const failures = Object.keys(responses).filter((status) => status.startsWith('4'))
    assert.ok(!hasInput || failures.length > 0, `${id} declares no 4xx`)
  }
})

test('the calls are those of the published operations', () => {
  assert.deepEqual(Object.keys(contractCases).sort(), operations.map(({ id }) => id).sort())
})

/** A success again: with a key that is reused, and by someone who has that version. */
const repetitionsOf = (
  operation: Operation,
  call: ContractCase,
  { status, etag }: Answer,
): ContractCase[] => {
  if (status >= 300) return []
  const isRepeatable = parametersOf(operation, 'header').includes('idempotency-key')
  return [
    ...(isRepeatable ? [reusedKey(call.headers ?? {})] : []),
    ...('304' in operation.responses ? [{ ...call, status: 304, headers: { 'If-None-Match': etag } }] : []),
  ]
}

for (const operation of operations) {
  test(`${operation.id} answers as it is published`, async (t) => {
    const world = await createWorld(t)
    const answered = new Set<string>()
    const check = async (call: ContractCase) => {
      const { send } = call.env ? await createWorld(t, call.env) : world
      const answer = await send(operation, call)
      assertPublished(operation, call, answer)
      answered.add(String(answer.status))
      return answer
    }
    const calls = [...commonFailures(operation), ...(contractCases[operation.id] ?? [])]
    for (const [index, call] of calls.entries()) {
      const keyed = { ...call, headers: { ...call.headers, 'Idempotency-Key': `key-${index}` } }
      const answer = await check(keyed)
      for (const repetition of repetitionsOf(operation, keyed, answer)) await check(repetition)
    }
    // Who is refused, and when, is tested for all operations together; what is late, with real connections.
    const isTested = (status: string) => Number(status) < 429 && !['401', '403', '408'].includes(status)
    const producible = Object.keys(operation.responses).filter(isTested)
    assert.deepEqual([...answered].filter(isTested).sort(), producible)
  })
}

for (const operation of operations) {
  const read = operations.find(({ path, method }) => path === operation.path && method === 'GET')
  const [taggable] = Object.entries(read?.responses['200']?.headers ?? {}).filter(([name]) => name === 'ETag')
  if (!read || !taggable || !['PUT', 'PATCH', 'DELETE'].includes(operation.method)) continue
  test(`${operation.id} changes the version that If-Match names`, async (t) => {
    assert.ok(parametersOf(operation, 'header').includes('if-match'))
    const { send } = await createWorld(t)
    const call = successOf(operation)
    const { etag } = await send(read, {
      status: 200,
      ...(call.query && { query: call.query }),
      ...(call.with && { with: call.with }),
    })
    const headers = { ...call.headers, 'If-Match': `"other", W/${etag}` }
    const { status } = await send(operation, { ...call, headers })
    assert.equal(status, call.status)
  })
}

for (const operation of operations.filter(
  ({ method, id }) => method === 'PATCH' && id !== 'deliverByPatch',
)) {
  test(`${operation.id} says whether anything was changed`, async (t) => {
    const { send } = await createWorld(t)
    const change = { ...successOf(operation), status: 200 }
    const changed = await send(operation, change)
    const unchanged = [await send(operation, change), await send(operation, { status: 200, body: {} })]
    for (const { status, etag, json } of unchanged) {
      const { message, data } = Object(json)
      assert.deepEqual([status, etag, message], [200, changed.etag, 'Nothing was changed.'])
      assert.deepEqual(data, Object(changed.json).data)
    }
    assert.match(Object(changed.json).message, / was (updated|saved)\.$/)
  })
}

test('what the queue has no place for is answered as it is published', async (t) => {
  const { send } = await createWorld(t, {
    EXECUTION_LIMIT: '2',
    EXECUTION_QUEUE_LIMIT: '0',
    EXECUTION_SCHEDULED_LIMIT: '0',
  })
  const queueing = operations.filter(({ responses }) => codesOf(responses[429]).includes('QUEUE_FULL'))
  assert.ok(queueing.length > 0)
  // The last place is taken; whoever comes now would have to wait.
  await send(
    { path: '/api/scripts/2/execute', method: 'POST' },
    { status: 202, headers: { Prefer: 'respond-async' } },
  )
  await Promise.all(
    queueing.map(async (operation) => {
      const call = { ...successOf(operation), status: 429, code: 'QUEUE_FULL' }
      assertPublished(operation, call, await send(operation, call))
    }),
  )
})

test('what a server that has stopped cannot do is answered as it is published', async (t) => {
  const { send, makeTabular, close } = await createWorld(t)
  // Makes the tokens that they need.
  for (const operation of operations.filter(({ path }) => path.includes('{token}')))
    await send(operation, successOf(operation))
  await makeTabular()
  await close()
  const codes = new Set<string>()
  for (const operation of operations) {
    const answer = await send(operation, successOf(operation))
    if (answer.status < 300) continue
    assertPublished(operation, { status: 503 }, answer)
    codes.add(errorOf(answer).error_code)
  }
  assert.deepEqual([...codes].sort(), ['DATABASE_UNAVAILABLE', 'NOT_READY', 'SHUTTING_DOWN'])
})

test('other methods and other addresses are answered with the error envelope', async (t) => {
  const { send } = await createWorld(t)
  const templates = [...new Set(operations.map(({ path }) => path))]
  const error = pointerOf('components', 'schemas', 'ErrorResponse')
  for (const path of templates) {
    const methods = new Set(operations.filter((other) => other.path === path).map(({ method }) => method))
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((name) => !methods.has(name))) {
      const answer = await send({ path, method }, { status: 405 })
      assert.deepEqual([answer.status, errorOf(answer).error_code], [405, 'METHOD_NOT_ALLOWED'], path)
      const allowed = [...methods, ...(methods.has('GET') ? ['HEAD'] : []), 'OPTIONS'].sort()
      assert.equal(answer.headers.get('Allow'), allowed.join(', '))
      assert.equal(problemWith(error, answer.json), undefined)
    }
    // A webhook takes whatever follows its token.
    if (path.startsWith('/hooks/')) continue
    const nowhere = await send({ path: `${path}/no/where/at/all`, method: 'GET' }, { status: 404 })
    assert.deepEqual([nowhere.status, errorOf(nowhere).error_code], [404, 'ROUTE_NOT_FOUND'], path)
  }
})

test('every example in the document fits its schema', () => {
  const examples = examplesIn(document)
  assert.ok(examples.length > 100)
  for (const { schema, at, value } of examples) assert.equal(problemWith(schema, value), undefined, at)
})
