import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NodeError } from '../../../src/engine/errors.ts'
import { Expressions } from '../../../src/engine/expressions/expressions.ts'
import { graphProblems } from '../../../src/engine/graph/validate-graph.ts'
import { compilePlan } from '../../../src/engine/interpreter/plan.ts'
import { NodeTypes } from '../../../src/engine/node-types/registry.ts'
import type { HttpRequest } from '../../../src/engine/ports.ts'
import { Turns } from '../../../src/lib/async/turns.ts'
import type { NodeSpec } from '../../support/engine/graph-spec.ts'
import { buildGraph, buildHashed, hashGraph } from '../../support/engine/graphs.ts'
import { createRunner, recordOf } from '../../support/engine/run/world.ts'

const rules = { types: new NodeTypes(), expressions: new Expressions(), turns: new Turns() }

const request = (parameters: object, id = 'a'): NodeSpec => ({
  id,
  type: 'http_request',
  parameters: { url: 'http://a.example/', ...parameters },
})
const node = (type: string, parameters: Readonly<Record<string, unknown>>): NodeSpec => ({
  id: 'a',
  type,
  parameters,
})

const use = '{{ $secret("key") }}'
const header = (value: string) => request({ headers: { a: value } })
const refusedHeader = 'nodes.0.parameters.headers.a invalid_secret_use'

const validations: Readonly<Record<string, readonly [NodeSpec, ...string[]]>> = {
  'in a header': [header(`Bearer ${use}`)],
  'in the query, in the body, in a list, in an expression': [
    request({
      query: { a: use },
      body: [{ b: ['x', use, '{{ $base64encode("me:" & $secret("other")) }}'] }],
    }),
  ],
  'as all headers': [request({ headers: '{{ { "a": $secret("key") } }}' })],
  'in the URL': [request({ url: `http://a.example/${use}` }), 'nodes.0.parameters.url secret_not_allowed'],
  'as the method': [request({ method: use }), 'nodes.0.parameters.method secret_not_allowed'],
  'in a log': [node('log', { message: use }), 'nodes.0.parameters.message secret_not_allowed'],
  'in an output': [node('end', { output: { a: [use] } }), 'nodes.0.parameters.output.a.0 secret_not_allowed'],
  'in an expression that is no template': [
    node('transform', { expression: '$secret("key")' }),
    'nodes.0.parameters.expression secret_not_allowed',
  ],
  'as a function that is handed on': [
    node('condition', { expression: '$map(["key"], $secret)' }),
    'nodes.0.parameters.expression secret_not_allowed',
  ],
  'in code': [node('code', { code: 'return $secret ("key")' }), 'nodes.0.parameters.code secret_not_allowed'],
  'in the input of a script': [
    node('sub_script', { script_id: 1, input: use }),
    'nodes.0.parameters.input secret_not_allowed',
  ],
  'by a name that is computed': [header('{{ $secret(params.name) }}'), refusedHeader],
  'by several names': [header('{{ $secret("a", "b") }}'), refusedHeader],
  'by no name': [header('{{ $secret() }}'), refusedHeader],
  'by a name that none can have': [header('{{ $secret("a b") }}'), refusedHeader],
  'by a chain': [header('{{ "key" ~> $secret }}'), refusedHeader],
  'by another name': [header('{{ ($f := $secret; $f("key")) }}'), refusedHeader],
  'as a variable': [header('{{ ($secret := 1; $secret) }}'), refusedHeader, refusedHeader],
  'as a parameter': [header('{{ function($secret) { 1 }(2) }}'), refusedHeader],
  'twice, once wrongly': [header(`${use}{{ $secret(1) }}`), refusedHeader],
  'only in text': [node('log', { message: '$secret("key") and {{ $secrets := "$secret" }}' })],
  'in what is no expression': [header('{{ $secret( }}'), 'nodes.0.parameters.headers.a invalid_expression'],
}

for (const [name, [spec, ...expected]] of Object.entries(validations)) {
  test(`a secret ${name} is ${expected.length === 0 ? 'accepted' : 'refused'}`, async () => {
    const problems = await graphProblems(buildGraph([spec]), rules)
    assert.deepEqual(
      problems.map(({ path, code }) => `${path} ${code}`),
      expected,
    )
  })
}

test('a plan lists the secrets that its nodes name, loop bodies included', async () => {
  const nodes = [
    { id: 'loop', type: 'repeat', parameters: { times: 2 } },
    request(
      { headers: { a: '{{ $secret("one") }}{{ $secret("two") }}' }, body: '{{ $secret("one") }}' },
      'in',
    ),
    request({ query: { a: '{{ $secret("three") }}' } }, 'out'),
  ]
  const graph = buildHashed(nodes, [
    ['loop', 'in', 'each'],
    ['loop', 'out', 'done'],
  ])
  assert.deepEqual((await compilePlan(graph, rules)).secrets.toSorted(), ['one', 'three', 'two'])
})

const evaluations: readonly (readonly [source: string, result: unknown])[] = [
  ['$secret("key")', 'value'],
  ['"<" & $secret("key") & ">"', '<value>'],
  ['$eval("$secret(\\"key\\")")', NodeError],
  ['[$secret("key"), $eval("$secret(\\"other\\")")]', NodeError],
  ['[1].$secret("key")', 'value'],
]

for (const [source, result] of evaluations) {
  test(`${source} ${result === NodeError ? 'fails' : 'is the value'}`, async () => {
    const scope = { input: null, nodes: {}, params: null, execution: { id: 'ex_1', script_id: 1 } }
    const expression = new Expressions({ timeoutMs: 60_000 }).compile(source)
    const values = { secrets: new Map([['key', 'value']]) }
    if (result === NodeError) await assert.rejects(async () => expression.evaluate(scope, values), NodeError)
    else assert.equal(await expression.evaluate(scope, values), result)
    await assert.rejects(async () => expression.evaluate(scope), { code: 'EXPRESSION_FAILED' })
  })
}

/** A server outside that answers what it was sent. */
const createEcho = (secrets: Record<string, string>, status = 200) => {
  const sent: HttpRequest[] = []
  const send = async (message: HttpRequest) => {
    sent.push(message)
    const body = Buffer.from(JSON.stringify({ ...message.headers, url: message.url, body: message.body }))
    return {
      status,
      headers: { 'content-type': 'application/json', 'x-echo': JSON.stringify(message.headers) },
      body,
    }
  }
  return { sent, options: { secrets, services: { http: { send } } } }
}

test('a value is sent and redacted from the response', async () => {
  const { sent, options } = createEcho({ key: 'hunter2-hunter2' })
  const { run } = await createRunner(options)
  const state = await run(buildGraph([request({ headers: { a: use }, query: { b: use }, body: use })]))
  assert.equal(sent[0]?.headers.a, 'hunter2-hunter2')
  assert.equal(sent[0]?.url, 'http://a.example/?b=hunter2-hunter2')
  assert.equal(sent[0]?.body, 'hunter2-hunter2')
  assert.equal(sent[0]?.confidential, true)
  assert.equal(state.execution.status, 'completed')
  assert.match(JSON.stringify(state), /\[secret:key\]/)
  assert.doesNotMatch(JSON.stringify(state), /hunter2/)
})

test('a request without secrets is not confidential', async () => {
  const { sent, options } = createEcho({ key: 'hunter2-hunter2' })
  const { run } = await createRunner(options)
  await run(buildGraph([request({})]))
  assert.equal(sent[0]?.confidential, undefined)
})

test('a response does not show a value that another node of the execution has sent', async () => {
  const values = { key: 'hunter2-hunter2' }
  const { options } = createEcho(values)
  const { run, scripts } = await createRunner(options)
  const inner = request({ body: use })
  scripts.set(7, hashGraph(buildGraph([inner])))
  const outside = request({ headers: { leak: '{{ params }}' } }, 'outside')
  const graphs = [
    buildGraph([request({ body: use }), outside], [['a', 'outside']]),
    buildGraph([request({ body: use }), outside], [['outside', 'a']]),
    buildGraph([node('sub_script', { script_id: 7 }), outside], [['a', 'outside']]),
  ]
  for (const graph of graphs) {
    const state = await run(graph, { input: values.key })
    const record = recordOf(state, 'outside')
    assert.equal(record?.status, 'completed')
    assert.match(JSON.stringify(record.output), /\[secret:key\]/)
    assert.doesNotMatch(JSON.stringify(record.output), /hunter2/)
  }
})

test('a node cannot use a secret that only another node names', async () => {
  const { sent, options } = createEcho({ key: 'hunter2-hunter2' })
  const { run } = await createRunner(options)
  const computed = request({ body: '{{ $secret(params) }}' }, 'b')
  const record = recordOf(await run(buildGraph([request({ body: use }), computed]), { input: 'key' }), 'b')
  assert.equal(record?.error?.code, 'EXPRESSION_FAILED')
  assert.equal(sent.length, 1)
})

test('a missing secret fails its node at once, and nothing is sent', async () => {
  const { sent, options } = createEcho({ other: 'hunter2-hunter2' })
  const { run } = await createRunner(options)
  const spec = {
    ...request({ headers: { a: '{{ $secret("other") }}', b: use } }),
    retry: { max_attempts: 5 },
  }
  const record = recordOf(await run(buildGraph([spec])), 'a')
  assert.deepEqual([record?.status, record?.error?.code, record?.attempts], ['failed', 'SECRET_NOT_FOUND', 1])
  assert.equal(sent.length, 0)
})

test('a missing secret of another node does not matter', async () => {
  const { options } = createEcho({})
  const { run } = await createRunner(options)
  const state = await run(buildGraph([request({}), request({ body: use }, 'b')]))
  assert.deepEqual([recordOf(state, 'a')?.status, recordOf(state, 'b')?.status], ['completed', 'failed'])
})

test('every attempt uses the current value, and none shows an earlier one', async () => {
  const values = { key: 'first-value' }
  const { sent, options } = createEcho(values, 503)
  const { run, clock } = await createRunner(options)
  clock.sleep = async () => {
    values.key = 'second-value'
  }
  const spec = { ...request({ body: use }), retry: { max_attempts: 2, backoff_ms: 1 } }
  const state = await run(buildGraph([spec]))
  assert.deepEqual(
    sent.map(({ body }) => body),
    ['first-value', 'second-value'],
  )
  assert.equal(recordOf(state, 'a')?.error?.code, 'HTTP_STATUS')
  assert.doesNotMatch(JSON.stringify(state), /first-value|second-value/)
})

/** The only failure before an answer. */
const FAILURE = {
  code: 'SECRET_REQUEST_FAILED',
  message:
    'A request with secrets got no answer. The reason is not shown, because it could reveal a secret: ' +
    'try the node with other values in place of its secrets to find out whether an expression, the address or the ' +
    'connection is at fault.',
}

const failures: Readonly<Record<string, object>> = {
  'a reversed value': { body: '{{ $error($join($reverse($split($secret("key"), "")))) }}' },
  'a part of a value': { body: '{{ $number($substring($secret("key"), 0, 3)) }}' },
  'a name in the query': { query: '{{ { $secret("key"): {} } }}' },
  'a connection': { body: use },
  'an expression': { headers: { a: '{{ $number($secret("key")) }}' } },
  'a thrown value': { headers: { a: '{{ $error($secret("key")) }}' } },
  'a wrong parameter': { headers: '{{ { $secret("key"): 7 } }}' },
  'a header name': { headers: '{{ { $secret("key"): "x" } }}' },
  'a line break in a header': { headers: { a: `${use}\n` } },
}

for (const [name, parameters] of Object.entries(failures)) {
  test(`${name} that fails does not show the value`, async () => {
    const send = async ({ headers }: HttpRequest) => {
      throw new TypeError(`cannot send ${Object.keys(headers)}`, { cause: Object.keys(headers) })
    }
    const { run } = await createRunner({ secrets: { key: 'hunter2-hunter2' }, services: { http: { send } } })
    const state = await run(buildGraph([request(parameters)]))
    assert.equal(state.execution.status, 'failed')
    assert.deepEqual(recordOf(state, 'a')?.error, FAILURE)
    assert.doesNotMatch(JSON.stringify(state), /hunter2/)
  })
}

test('failures that a secret decides look alike and take equally long', async () => {
  const send = async () => {
    throw new NodeError('HTTP_ADDRESS_REFUSED', 'not a public address')
  }
  const { run } = await createRunner({ secrets: { key: 'hunter2-hunter2' }, services: { http: { send } } })
  const guesses = ['h', 'x'].map((letter) => `$contains($secret("key"), "${letter}") ? $error("yes") : "no"`)
  const seen = []
  for (const guess of guesses) {
    const record = recordOf(await run(buildGraph([request({ body: `{{ ${guess} }}` })])), 'a')
    seen.push([record?.error, record?.attempts, record?.duration_ms])
  }
  assert.deepEqual(seen[0], seen[1])
  assert.deepEqual(seen[0]?.[0], FAILURE)
})

test('an expression that computes with a secret does not fail because the server is busy', async () => {
  const { sent, options } = createEcho({ key: 'hunter2-hunter2' })
  const { run, clock } = await createRunner(options)
  const { now } = clock
  let reads = 0
  // Two and a half seconds go by between any two readings.
  clock.now = () => now() + 2500 * reads++
  const state = await run(buildGraph([request({ body: '{{ $substring($secret("key"), 0, 7) }}' })]))
  assert.equal(recordOf(state, 'a')?.status, 'completed')
  assert.equal(sent[0]?.body, 'hunter2')
})

const courses: readonly (readonly [source: string, computes: boolean])[] = [
  ['"Bearer " & $secret("key")', false],
  ['$base64encode("me:" & $secret("key"))', false],
  ['{ "a": [$secret("key"), $count(input)] }', false],
  ['params ? $secret("key") : "none"', false],
  ['input = "a"', false],
  ['$hmac($string(input), $secret("key"), "sha1", "base64")', false],
  ['$hash("me:" & $secret("key"))', false],
  ['$urlEncode({ "key": $secret("key") })', false],
  ['$hash("a", $secret("key"))', true],
  ['$hmac(input, "key", $secret("key"))', true],
  ['$parseJson($secret("key"))', true],
  ['$slug($secret("key"))', true],
  ['$chunk($secret("key"), 1)', true],
  ['{ $secret("key"): 1 }', true],
  ['$secret("key") = "a"', true],
  ['$secret("key") > "a" ? 1 : 2', true],
  ['$secret("key")[$ = "a"]', true],
  ['$secret("key") & $eval("1")', true],
  ['($s := $secret("key"); $s)', true],
  ['$secret("key") ~> $length', true],
]

for (const [source, computes] of courses) {
  test(`${source} ${computes ? 'computes with' : 'only places'} its secrets`, () => {
    assert.equal(rules.expressions.compile(source).computesWithSecrets, computes)
  })
}
