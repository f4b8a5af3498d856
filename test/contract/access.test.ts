import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildOpenApiDocument } from '../../src/app/openapi-document.ts'
import { SCOPES, type Scope, withImplied } from '../../src/domain/scopes.ts'
import { securityHeaders } from '../../src/http/response/security-headers.ts'
import { isoTime } from '../../src/lib/time/clock.ts'
import { commonFailures, successOf } from '../support/contract/failures.ts'
import { createChecker, type Operation, operationsOf } from '../support/contract/operations.ts'
import { codesOf, createPublishedCheck } from '../support/contract/published.ts'
import { createWorld } from '../support/contract/world.ts'
import { bearer } from '../support/http/client.ts'
import { readEverything } from '../support/secrets/read-everything.ts'
import { SteadyClock } from '../support/time/steady-clock.ts'

const document = await buildOpenApiDocument()
const operations = operationsOf(document)
const assertPublished = createPublishedCheck(document, createChecker(document))

const scopesOf = ({ operation }: Pick<Operation, 'operation'>): readonly Scope[] | undefined =>
  operation['x-required-scopes']

const guarded = operations.filter((operation) => scopesOf(operation))

/** What not every key may do; any key opens and ends sessions of its own. */
const scoped = guarded.filter((operation) => scopesOf(operation)?.length !== 0)

/** What supervisors call; other operations without a key have a token in their address. */
const probes = operations.filter(({ id }) => id === 'getHealth' || id === 'getReadiness')

/** The most that a key can be allowed without `scope`. */
const allBut = (scope: Scope): Scope[] => SCOPES.filter((each) => !withImplied([each]).has(scope))

test('the document states the access of every operation', () => {
  assert.deepEqual(
    operations.filter((operation) => !scopesOf(operation)).map(({ id }) => id),
    [
      'getHealth',
      'getReadiness',
      'deliverByGet',
      'deliver',
      'deliverByPut',
      'deliverByPatch',
      'deliverByDelete',
      'showResumeLink',
      'useResumeLink',
    ],
  )
  for (const { id, operation } of operations) {
    const scopes: readonly string[] | undefined = operation['x-required-scopes']
    assert.deepEqual(operation.security, scopes && [{ bearer: [] }, { api_key: [] }], id)
    if (scopes?.length === 0) assert.ok(operation.description?.includes('Any key will do.'), id)
    for (const scope of scopes ?? []) assert.ok(operation.description?.includes(`\`${scope}\``), id)
  }
})

test('every operation refuses a missing or invalid key', async (t) => {
  const clock = new SteadyClock()
  const { send, createKey, makeTabular, folder } = await createWorld(t, {}, clock)
  const expired = await createKey(['admin'], isoTime(clock.now() + 1000))
  const revoked = await createKey(['admin'])
  await send(
    { path: '/api/keys/{key_id}', method: 'DELETE' },
    { status: 200, params: { key_id: revoked.id } },
  )
  clock.advance(1000)
  const wrong = {
    none: { Authorization: '' },
    unknown: bearer(`sd_${'x'.repeat(43)}`),
    malformed: bearer('x'),
    basic: { Authorization: 'Basic eDp5' },
    'in the other header': { Authorization: '', 'X-API-Key': `sd_${'y'.repeat(43)}` },
    expired: bearer(expired.key),
    revoked: bearer(revoked.key),
  }
  await makeTabular()
  const before = await readEverything(folder)
  for (const operation of guarded) {
    for (const [name, headers] of Object.entries(wrong)) {
      const call = { ...successOf(operation), status: 401, code: 'UNAUTHORIZED', headers }
      const answer = await send(operation, call)
      assertPublished(operation, call, answer)
      const hasKey = name !== 'none' && name !== 'basic'
      assert.equal(
        answer.headers.get('WWW-Authenticate'),
        `Bearer realm="scriptd"${hasKey ? ', error="invalid_token"' : ''}`,
      )
    }
    clock.advance(1000)
  }
  assert.deepEqual(await readEverything(folder), before)
})

test('every operation refuses a key without one of its scopes', async (t) => {
  const { send, createKey, makeTabular, folder } = await createWorld(t)
  const keys = new Map<Scope, string>()
  for (const scope of SCOPES) keys.set(scope, (await createKey(allBut(scope))).key)
  await makeTabular()
  const before = await readEverything(folder)
  for (const operation of guarded) {
    const scopes = scopesOf(operation) ?? []
    for (const scope of scopes) {
      const headers = bearer(keys.get(scope) ?? '')
      const call = { ...successOf(operation), status: 403, code: 'FORBIDDEN', headers }
      const answer = await send(operation, call)
      assertPublished(operation, call, answer)
      assert.ok(answer.json.message.includes(`"${scope}"`))
      assert.equal(
        answer.headers.get('WWW-Authenticate'),
        `Bearer realm="scriptd", error="insufficient_scope", scope="${scopes.join(' ')}"`,
      )
    }
  }
  assert.deepEqual(await readEverything(folder), before)
})

test('the scopes of an operation suffice to call it', async (t) => {
  const { send, createKey } = await createWorld(t)
  for (const operation of guarded) {
    const scopes = scopesOf(operation) ?? []
    const { key } = await createKey(scopes.length > 0 ? scopes : ['read'])
    const { status, text } = await send(operation, { ...successOf(operation), headers: bearer(key) })
    assert.ok(status !== 401 && status !== 403, `${operation.id} ${text}`)
  }
})

test('health needs no key', async (t) => {
  const { send } = await createWorld(t)
  for (const operation of probes) {
    for (const headers of [{ Authorization: '' }, bearer('x')]) {
      assert.equal((await send(operation, { status: 200, headers })).status, 200, operation.id)
    }
  }
})

test('a key that may only read changes nothing', async (t) => {
  const { send, createKey, makeTabular, folder } = await createWorld(t)
  const { key } = await createKey(['read'])
  await makeTabular()
  const before = await readEverything(folder)
  for (const operation of scoped) await send(operation, { ...successOf(operation), headers: bearer(key) })
  assert.deepEqual(await readEverything(folder), before)
})

test('a key that may only execute changes nothing but executions', async (t) => {
  const { send, createKey, makeTabular, folder } = await createWorld(t)
  const { key } = await createKey(['execute'])
  await makeTabular()
  const before = await readEverything(folder)
  for (const operation of scoped) await send(operation, { ...successOf(operation), headers: bearer(key) })
  const after = await readEverything(folder)
  const changed = Object.keys(after).filter((name) => after[name] !== before[name])
  const allowed = [
    'executions',
    'node_executions',
    'execution_totals',
    'execution_buckets',
    'graphs',
    'events',
  ]
  assert.ok(changed.includes('executions'))
  assert.deepEqual(
    changed.filter((name) => !allowed.includes(name)),
    [],
  )
})

test('HEAD requires the same scopes as GET', async (t) => {
  const { send, createKey } = await createWorld(t)
  const { key } = await createKey(['execute'])
  for (const { path, operation } of guarded.filter(({ method }) => method === 'GET')) {
    assert.equal(
      (await send({ path, method: 'HEAD' }, { status: 401, headers: { Authorization: '' } })).status,
      401,
    )
    if (scopesOf({ operation })?.length === 0) continue
    assert.equal((await send({ path, method: 'HEAD' }, { status: 403, headers: bearer(key) })).status, 403)
  }
})

test('every operation limits the rate of requests', async (t) => {
  const { send, createKey } = await createWorld(t, { RATE_LIMIT: '50' }, new SteadyClock())
  const { key } = await createKey(['admin'])
  const headers = bearer(key)
  for (let index = 0; index < 50; index++) {
    assert.equal((await send({ path: '/api/config', method: 'GET' }, { status: 200, headers })).status, 200)
  }
  for (const operation of guarded) {
    const call = { ...successOf(operation), status: 429, code: 'RATE_LIMITED', headers }
    const answer = await send(operation, call)
    assertPublished(operation, call, answer)
    assert.equal(answer.headers.get('Retry-After'), '1')
    assert.equal(answer.headers.get('RateLimit-Policy'), '"requests";q=50;w=1')
    assert.equal(answer.headers.get('RateLimit'), '"requests";r=0;t=1')
  }
  for (const operation of probes) assert.ok(!codesOf(operation.responses[429]).includes('RATE_LIMITED'))
})

test('every answer has the security headers and does not reveal the server software', async (t) => {
  const { send } = await createWorld(t)
  for (const operation of operations) {
    const calls = [
      successOf(operation),
      ...commonFailures(operation),
      { status: 401, headers: { Authorization: '' } },
    ]
    for (const call of calls) {
      const { status, headers } = await send(operation, call)
      for (const [name, value] of Object.entries(securityHeaders)) {
        assert.equal(headers.get(name), value, `${operation.id} ${status}`)
      }
      for (const name of ['X-Powered-By', 'Server']) assert.equal(headers.get(name), null)
      const everything = JSON.stringify([...headers])
      assert.ok(!everything.includes(document.info.version) && !everything.includes(process.version))
    }
  }
})
