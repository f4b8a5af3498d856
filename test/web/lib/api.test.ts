import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError, apiBase, ask, createApi, createSend } from '../../../src/web/lib/api.ts'
import { createPreferences, type KeyedStorage } from '../../../src/web/lib/preferences.ts'
import { Session } from '../../../src/web/lib/session.ts'

const createStorage = (): KeyedStorage => {
  const values = new Map<string, string>()
  return {
    read: (key) => values.get(key),
    write: (key, value) => (value === undefined ? values.delete(key) : values.set(key, value)),
  }
}

const info = { key_id: '1', session_id: '2', scopes: [], expires_at: null }

const start = (answer: (request: Request) => Response) => {
  const session = new Session(createStorage())
  const requests: Request[] = []
  const send = createSend(session, createPreferences(createStorage(), ['ko']), async (request) => {
    requests.push(request)
    return answer(request)
  })
  return { session, requests, api: createApi('http://127.0.0.1', send) }
}

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })

const refusal = { error_code: 'UNAUTHORIZED', message: 'A key is required.', success: false }

test('a request that lacks a key waits for the log-in, and is sent again with its body', async () => {
  const { session, requests, api } = start((request) =>
    request.headers.get('Authorization') === 'Bearer sd_new' ? json({ data: { id: 1 } }) : json(refusal, 401),
  )
  const created = ask(api.POST('/api/scripts', { body: { name: 'Kept' } }))
  while (!session.isDemanded.value) await new Promise(setImmediate)
  session.begin('sd_new', info)
  assert.equal((await created).data.id, 1)
  assert.equal(session.isDemanded.value, false)
  const [, last] = requests
  assert.equal(last?.headers.get('Accept-Language'), 'ko')
  assert.deepEqual(await last?.json(), { name: 'Kept' })
})

test('without a log-in the refusal is told', async () => {
  const { session, api } = start(() => json(refusal, 401))
  const asked = ask(api.GET('/api/session'))
  while (!session.isDemanded.value) await new Promise(setImmediate)
  session.cancelDemand()
  await assert.rejects(asked, (error) => error instanceof ApiError && error.code === 'UNAUTHORIZED')
})

test('a server that cannot be reached is told apart from one that refuses', async () => {
  const { api } = start(() => {
    throw new TypeError('Failed to fetch')
  })
  await assert.rejects(ask(api.GET('/api/session')), { code: 'UNREACHABLE', status: 0 })
})

test('requests go to where the page is served', () => {
  assert.equal(apiBase('https://example.com/tools/ui/'), 'https://example.com/tools')
  assert.equal(apiBase('http://127.0.0.1:8000/ui/'), 'http://127.0.0.1:8000')
})
