import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createTestApp } from '../../support/http/test-app.ts'

const execute = async (t: TestContext, node: object, { strict = false, input = {} as unknown } = {}) => {
  const { request } = await createTestApp(t)
  const script = { name: 'missing', strict, nodes: [{ id: 'one', ...node }] }
  const created = await request('POST', '/api/scripts', { body: script })
  assert.equal(created.status, 201, created.text)
  const { id } = created.json.data
  const executed = await request('POST', `/api/scripts/${id}/execute`, { body: { input } })
  const read = await request('GET', `/api/executions/${executed.json.data.id}`)
  assert.deepEqual(read.json.data.results, executed.json.data.results)
  return read.json.data
}

const ADVICE = 'Check the names in it, or write a default with ??, such as input.name ?? "none".'

const missing = (path: string, expression: string) => ({
  code: 'MISSING_VALUE',
  path,
  expression,
  message: `${path}: nothing was found for ${expression}. ${ADVICE}`,
})

const merge = (value: unknown) => ({ type: 'end', parameters: { output: value } })

test('a template that finds nothing is null or an empty text, and stands in the warnings of the node', async (t) => {
  const { results, output } = await execute(
    t,
    merge({ to: '{{ input.name }}', text: 'Hi {{ input.name }}!' }),
  )
  assert.deepEqual(output, { to: null, text: 'Hi !' })
  assert.deepEqual(results[0].warnings, [
    missing('output.to', 'input.name'),
    missing('output.text', 'input.name'),
  ])
})

test('the message of a warning is in the language of the reader, and either ETag names the execution', async (t) => {
  const { request } = await createTestApp(t)
  const script = { name: 'languages', nodes: [{ id: 'one', ...merge('{{ input.name }}') }] }
  const { json: created } = await request('POST', '/api/scripts', { body: script })
  const execution = await request('POST', `/api/scripts/${created.data.id}/execute`, { body: {} })
  const path = `/api/executions/${execution.json.data.id}`
  const english = await request('GET', path)
  const korean = await request('GET', path, { headers: { 'Accept-Language': 'ko' } })
  assert.equal(korean.headers.get('Content-Language'), 'ko')
  assert.match(
    korean.json.data.results[0].warnings[0].message,
    /^output: input\.name에 해당하는 값이 없습니다\./,
  )
  assert.notEqual(korean.etag, english.etag)
  const events = await request('GET', `${path}/events`, { headers: { 'Accept-Language': 'ko' } })
  assert.match(events.text, /output: input\.name에 해당하는 값이 없습니다/)
  const action = { action_type: 'transform', parameters: { expression: 'input.name' } }
  const run = await request('POST', '/api/actions', { body: action, headers: { 'Accept-Language': 'ko' } })
  assert.match(run.json.data.warnings[0].message, /input\.name에 해당하는 값이 없습니다/)
  const stale = await request('DELETE', path, { headers: { 'If-Match': '"other"' } })
  assert.equal(stale.status, 412)
  const removed = await request('DELETE', path, { headers: { 'If-Match': korean.etag } })
  assert.equal(removed.status, 200)
})

test('a node whose expressions all find something has no warnings', async (t) => {
  const { results } = await execute(t, merge('{{ input.name }}'), { input: { name: null } })
  assert.equal(results[0].status, 'completed')
  assert.equal('warnings' in results[0], false)
})

test('a node has at most twenty warnings', async (t) => {
  const fields = Array.from({ length: 50 }, (_, index) => `{{ input.field${index} }}`)
  const { results } = await execute(t, merge(fields))
  assert.equal(results[0].warnings.length, 20)
})

test('an expression of a warning is cut after two hundred characters', async (t) => {
  const { results } = await execute(t, merge(`{{ input.${'x'.repeat(1000)} }}`))
  assert.equal(results[0].warnings[0].expression.length, 201)
})

const expressions = [
  { name: 'condition', node: { type: 'condition', parameters: { expression: 'input.open' } } },
  { name: 'transform', node: { type: 'transform', parameters: { expression: 'input.open' } } },
]

for (const { name, node } of expressions) {
  test(`the expression of a ${name} that finds nothing stands in its warnings`, async (t) => {
    const { status, results } = await execute(t, node)
    assert.equal(status, 'completed')
    assert.deepEqual(results[0].warnings, [missing('expression', 'input.open')])
  })

  test(`in a strict script the expression of a ${name} that finds nothing fails it`, async (t) => {
    const { status, error } = await execute(t, node, { strict: true })
    assert.equal(status, 'failed')
    assert.equal(error.code, 'MISSING_VALUE')
    assert.match(error.message, /expression: nothing was found for input\.open, and the script is strict/)
  })
}

test('a retry of an execution of a strict script is strict', async (t) => {
  const { request } = await createTestApp(t)
  const script = { name: 'strict', strict: true, nodes: [{ id: 'one', ...merge('{{ input.name }}') }] }
  const { json: created } = await request('POST', '/api/scripts', { body: script })
  const { json: first } = await request('POST', `/api/scripts/${created.data.id}/execute`, { body: {} })
  const { json: again } = await request('POST', `/api/executions/${first.data.id}/retry`, { body: {} })
  assert.equal(again.data.error.code, 'MISSING_VALUE')
})

test('a called script is as strict as it is itself', async (t) => {
  const { request } = await createTestApp(t)
  const inner = { nodes: [{ id: 'one', ...merge('{{ input.name }}') }] }
  const statuses: unknown[] = []
  for (const strict of [false, true]) {
    const body = { name: `inner ${strict}`, strict, ...inner }
    const { json: called } = await request('POST', '/api/scripts', { body })
    const outer = {
      name: `outer ${strict}`,
      strict: !strict,
      nodes: [{ id: 'call', type: 'sub_script', parameters: { script_id: called.data.id } }],
    }
    const { json: created } = await request('POST', '/api/scripts', { body: outer })
    const { json } = await request('POST', `/api/scripts/${created.data.id}/execute`, { body: { input: 1 } })
    statuses.push(json.data.status)
  }
  assert.deepEqual(statuses, ['completed', 'failed'])
})

const addresses = [
  ['https://{{ input.host }}/x', 'host'],
  ['https://{{ input.host }}:8080/x', 'host'],
  ['https://{{ input.sub }}.example.com/x', 'subdomain'],
  ['https://example.com/{{ input.id }}/orders', 'path segment'],
  ['https://example.com/users/{{ input.id }}', 'last path segment'],
  ['https://{{ input.user }}:pw@example.com/', 'user'],
] as const

for (const [url, part] of addresses) {
  test(`a URL whose ${part} comes out empty is not requested: ${url}`, async (t) => {
    const node = { type: 'http_request', parameters: { url } }
    const { error, results } = await execute(t, node, { input: { id: '', host: '' } })
    assert.equal(error.code, 'ADDRESS_PART_EMPTY')
    assert.deepEqual(
      results[0].error.details.map(({ path }: { path: string }) => path),
      ['url'],
    )
  })
}

test('a URL whose path an expression would lead elsewhere is not requested', async (t) => {
  const node = {
    type: 'http_request',
    parameters: { url: 'https://example.com/users/{{ input.id }}/orders' },
  }
  const { error, results } = await execute(t, node, { input: { id: '../admin' } })
  assert.equal(error.code, 'ADDRESS_PART_DOTS')
  assert.deepEqual(results[0].error.details, [{ path: 'url', expression: 'input.id' }])
})

test('a path of a file whose part comes out empty is not written', async (t) => {
  const parameters = { path: 'reports/{{ input.name }}/x.txt', content: 'x', format: 'text' }
  const { error } = await execute(t, { type: 'file_write', parameters })
  assert.equal(error.code, 'ADDRESS_PART_EMPTY')
})
