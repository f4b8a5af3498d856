import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { z } from 'zod'
import { parseConfig } from '../../../src/config/config.ts'
import { NodeTypes } from '../../../src/engine/node-types/registry.ts'
import { ADDED_FUNCTIONS_IN_KOREAN } from '../../../src/features/catalogue/korean/functions/added.ts'
import { STANDARD_FUNCTIONS } from '../../../src/features/catalogue/korean/functions/standard.ts'
import { KOREAN } from '../../../src/features/catalogue/korean/korean.ts'
import { catalogueRoutes } from '../../../src/features/catalogue/routes.ts'
import { FunctionEntry, NodeTypeEntry, PublicSettings } from '../../../src/features/catalogue/schema.ts'
import { CatalogueService } from '../../../src/features/catalogue/service.ts'
import { ErrorBody } from '../../../src/http/response/error-body.ts'
import { createClient, dataOf } from '../../support/http/client.ts'

const setUp = (env: Readonly<Record<string, string>> = {}) => {
  const types = new NodeTypes()
  const service = new CatalogueService({ types, config: parseConfig(env), version: '1.2.3' })
  return { types, service, call: createClient('/api/config', catalogueRoutes(service)) }
}

test('public settings contain the version, the languages and the limits', async () => {
  const { call } = setUp({ EXECUTE_WAIT_MS: '1234', ENVIRONMENT: 'dev' })
  const answer = await call('GET', '')
  assert.equal(answer.status, 200)
  const { limits, ...settings } = dataOf(PublicSettings.strict(), answer)
  assert.deepEqual(settings, { version: '1.2.3', environment: 'dev', locales: ['en', 'ko'], node_types: 24 })
  assert.equal(limits.execute_wait_ms, 1234)
})

test('public settings contain nothing secret', async () => {
  const { call } = setUp({
    DATABASE_URL: 'libsql://db.example',
    DATABASE_AUTH_TOKEN: 's3cret',
    SECRETS_KEY: 'c0de'.repeat(16),
  })
  assert.doesNotMatch((await call('GET', '')).text, /s3cret|c0de|db\.example|workspace/)
})

test('every node type is listed', async () => {
  const { call, types } = setUp()
  const entries = dataOf(NodeTypeEntry.array(), await call('GET', '/nodes'))
  assert.deepEqual(
    entries.map(({ type }) => type),
    types.all.map(({ type }) => type),
  )
})

test('a node type is listed with its ports and whether it has dynamic ones', async () => {
  const { call } = setUp()
  const condition = dataOf(NodeTypeEntry, await call('GET', '/nodes/condition'))
  assert.deepEqual([condition.ports, condition.dynamic_ports], [['true', 'false', 'error'], false])
  const choice = dataOf(NodeTypeEntry, await call('GET', '/nodes/switch'))
  assert.deepEqual([choice.ports, choice.dynamic_ports], [['default', 'error'], true])
})

test('the parameters are a JSON Schema that tells right from wrong', async () => {
  const { call } = setUp()
  const { parameters } = dataOf(NodeTypeEntry, await call('GET', '/nodes/switch'))
  const validate = new Ajv2020({ strict: false }).compile(parameters)
  assert.equal(validate({ expression: 'input', cases: ['a'] }), true)
  for (const wrong of [{}, { expression: '', cases: ['a'] }, { expression: 'input', cases: [] }]) {
    assert.equal(validate(wrong), false)
  }
})

test('parameters that are an expression or code as a whole have a media type, and others have none', async () => {
  const entries = dataOf(NodeTypeEntry.array(), await setUp().call('GET', '/nodes'))
  const Typed = z.object({
    contentMediaType: z.string().optional(),
    anyOf: z.object({ contentMediaType: z.string().optional() }).array().optional(),
  })
  const found = entries.flatMap(({ type, parameters }) =>
    Object.entries(z.record(z.string(), Typed).parse(parameters.properties)).flatMap(([name, part]) =>
      [part, ...(part.anyOf ?? [])].flatMap(({ contentMediaType }) =>
        contentMediaType ? [`${type}.${name} ${contentMediaType}`] : [],
      ),
    ),
  )
  assert.deepEqual(found.sort(), [
    'code.code text/javascript',
    'condition.expression application/jsonata',
    'database.query application/sql',
    'for_each.items application/jsonata',
    'repeat.until application/jsonata',
    'sql.query application/sql',
    'switch.expression application/jsonata',
    'transform.expression application/jsonata',
  ])
})

for (const type of ['nope', 'constructor', '__proto__']) {
  test(`there is no node type ${type}`, async () => {
    const answer = await setUp().call('GET', `/nodes/${type}`)
    assert.equal(answer.status, 404)
    assert.equal(ErrorBody.parse(answer.json).error_code, 'NODE_TYPE_NOT_FOUND')
  })
}

for (const [language, suggestion] of [
  ['en', /"htp_request" was not found\. Did you mean "http_request"\?$/],
  ['ko', /htp_request 혹시 http_request 값을 쓰려고 하셨습니까\?$/],
] as const) {
  test(`a misspelled node type gets a suggestion in ${language}`, async () => {
    const headers = { 'Accept-Language': language }
    const answer = await setUp().call('GET', '/nodes/htp_request', { headers })
    assert.match(ErrorBody.parse(answer.json).message, suggestion)
  })
}

test('a name that is too long is refused', async () => {
  const answer = await setUp().call('GET', `/nodes/${'t'.repeat(101)}`)
  assert.equal(ErrorBody.parse(answer.json).error_code, 'VALIDATION_FAILED')
})

test('a cached catalogue is answered 304, also after a restart', async () => {
  for (const path of ['', '/nodes', '/nodes/code']) {
    const { etag } = await setUp().call('GET', path)
    const again = await setUp().call('GET', path, { headers: { 'If-None-Match': etag } })
    assert.deepEqual([again.status, again.text], [304, ''])
  }
})

test('another configuration has another ETag', async () => {
  const [one, other] = [setUp(), setUp({ EXECUTE_WAIT_MS: '1' })]
  assert.notEqual((await one.call('GET', '')).etag, (await other.call('GET', '')).etag)
  assert.equal((await one.call('GET', '/nodes')).etag, (await other.call('GET', '/nodes')).etag)
})

/** Every title and description of a value, by the rules of JSON Schema. */
const textsIn = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, part]) => {
    if (['default', 'enum', 'const', 'example', 'examples'].includes(key)) return []
    return (key === 'title' || key === 'description') && typeof part === 'string' ? [part] : textsIn(part)
  })
}

const HANGUL = /[가-힣]/

test('in Korean every text of every node type is Korean, and all else is the same', async () => {
  const { call } = setUp()
  const english = await call('GET', '/nodes')
  const korean = await call('GET', '/nodes', { headers: { 'Accept-Language': 'ko-KR' } })
  assert.notEqual(english.etag, korean.etag)
  assert.equal(korean.headers.get('Content-Language'), 'ko')
  const texts = textsIn(dataOf(NodeTypeEntry.array(), korean))
  assert.ok(texts.length > 100)
  for (const text of texts) assert.match(text, HANGUL)
  const withoutTexts = (text: string) =>
    JSON.stringify(JSON.parse(text).data, (key, value) =>
      (key === 'title' || key === 'description') && typeof value === 'string' ? '' : value,
    )
  assert.equal(withoutTexts(korean.text), withoutTexts(english.text))
})

test('in Korean every function is described in Korean, and there is no Korean of others', async () => {
  const { call } = setUp()
  const english = await call('GET', '/functions')
  const korean = await call('GET', '/functions', { headers: { 'Accept-Language': 'ko-KR' } })
  assert.notEqual(english.etag, korean.etag)
  const functions = dataOf(FunctionEntry.array(), korean)
  for (const { description } of functions) assert.match(description, HANGUL)
  const names = new Set(functions.map(({ name }) => name))
  const translated = Object.keys({ ...STANDARD_FUNCTIONS, ...ADDED_FUNCTIONS_IN_KOREAN })
  assert.deepEqual(
    translated.filter((name) => !names.has(name)),
    [],
  )
})

test('there is no Korean for what no node type says', async () => {
  const { call } = setUp()
  const texts = new Set(textsIn(dataOf(NodeTypeEntry.array(), await call('GET', '/nodes'))))
  assert.deepEqual(
    Object.keys(KOREAN).filter((text) => !texts.has(text)),
    [],
  )
})

test('one node type comes in the language of the request, too', async () => {
  const { call } = setUp()
  const { title } = dataOf(
    NodeTypeEntry,
    await call('GET', '/nodes/wait', { headers: { 'Accept-Language': 'ko' } }),
  )
  assert.equal(title, '대기')
})
