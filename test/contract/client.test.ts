import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { type TestContext, test } from 'node:test'
import createClient from 'openapi-fetch'
import openapiTypes, { astToString } from 'openapi-typescript'
import type { components, paths } from '../../examples/client/api.d.ts'
import { buildOpenApiDocument } from '../../src/app/openapi-document.ts'
import { listen } from '../../src/http/server/server.ts'
import { createTestApp } from '../support/http/test-app.ts'

/** A client made of nothing but the published document, and a server that it reaches by a socket. */
const connect = async (t: TestContext) => {
  const { app } = await createTestApp(t)
  const server = await listen(app, { host: '127.0.0.1', port: 0 })
  t.after(() => server.close(0))
  return createClient<paths>({ baseUrl: server.url })
}

type NewScript = components['schemas']['NewScript']

const orderTotals: NewScript = {
  name: 'Order totals',
  nodes: [
    { id: 'start', type: 'start' },
    { id: 'sum', type: 'transform', parameters: { expression: '$sum(input.items.price)' } },
    { id: 'count', type: 'stats', parameters: { deltas: { orders: 1 } } },
    { id: 'end', type: 'end' },
  ],
  connections: { start: [{ target: 'sum' }, { target: 'count' }], sum: [{ target: 'end' }] },
}

test('a generated client creates a script, runs it and reads what came of it', async (t) => {
  const client = await connect(t)
  const created = await client.POST('/api/scripts', { body: orderTotals })
  assert.equal(created.response.status, 201)
  const script = created.data?.data
  assert.ok(script)
  assert.equal(script.nodes[1]?.type, 'transform')

  const run = await client.POST('/api/scripts/{script_id}/execute', {
    params: { path: { script_id: script.id } },
    body: { input: { items: [{ price: 40 }, { price: 2 }] } },
  })
  const execution = run.data?.data
  assert.ok(execution)
  assert.deepEqual([execution.status, execution.output], ['completed', 42])

  const read = await client.GET('/api/executions/{execution_id}', {
    params: { path: { execution_id: execution.id } },
  })
  assert.deepEqual(read.data?.data.results, execution.results)

  const executions = await client.GET('/api/executions', {
    params: { query: { status: ['completed'], script_id: script.id } },
  })
  assert.deepEqual(
    executions.data?.data.map(({ id }) => id),
    [execution.id],
  )

  const stats = await client.GET('/api/dashboard/stats')
  assert.deepEqual(stats.data?.data.stats, { orders: 1 })
  assert.equal(stats.data?.data.executions.completed, 1)
})

test('a generated client follows an execution', async (t) => {
  const client = await connect(t)
  const created = await client.POST('/api/scripts', { body: orderTotals })
  const accepted = await client.POST('/api/scripts/{script_id}/execute', {
    params: { path: { script_id: created.data?.data.id ?? 0 }, header: { prefer: 'respond-async' } },
    body: { input: { items: [] } },
  })
  const { data: stream } = await client.GET('/api/executions/{execution_id}/events', {
    params: { path: { execution_id: accepted.data?.data.id ?? '' } },
    parseAs: 'stream',
  })
  assert.ok(stream)
  const text = await new Response(stream).text()
  const names = [...text.matchAll(/^event: (.+)$/gm)].map(([, name]) => name)
  assert.equal(names.filter((name) => name === 'node_started').length, 4)
  assert.equal(names.filter((name) => name === 'node_finished').length, 4)
  assert.equal(names.at(-1), 'execution_finished')
})

test('a generated client gets typed errors', async (t) => {
  const client = await connect(t)
  const missing = await client.GET('/api/scripts/{script_id}', { params: { path: { script_id: 7 } } })
  const code: components['schemas']['ErrorResponse']['error_code'] | undefined = missing.error?.error_code
  assert.equal(code, 'SCRIPT_NOT_FOUND')
  const refused = await client.POST('/api/scripts', { body: { name: '' } })
  assert.equal(refused.error?.details?.[0]?.path, 'name')
})

const readStored = (name: string) =>
  readFile(new URL(`../../examples/client/${name}`, import.meta.url), 'utf8')

test('what the document does not allow does not compile', async (t) => {
  const client = await connect(t)
  // @ts-expect-error a script has a name
  await client.POST('/api/scripts', { body: { active: true } })
  // @ts-expect-error not a status of executions
  await client.GET('/api/executions', { params: { query: { status: 'done' } } })
  // @ts-expect-error no such address
  await client.GET('/api/script')
})

test('the stored document is the one that the server publishes', async () => {
  const stored = await readStored('openapi.json')
  assert.ok(
    stored === `${JSON.stringify(await buildOpenApiDocument(), null, 2)}\n`,
    'npm run openapi writes it anew',
  )
})

test('the stored types are those of the stored document', async () => {
  const nodes = await openapiTypes(await readStored('openapi.json'), { defaultNonNullable: false })
  assert.ok((await readStored('api.d.ts')).endsWith(astToString(nodes)), 'npm run openapi writes them anew')
})
