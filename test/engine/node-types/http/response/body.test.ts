import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import iconv from 'iconv-lite'
import { createFormats } from '../../../../../src/engine/formats/formats.ts'
import { decodeBody, type ResponseType } from '../../../../../src/engine/node-types/http/response/body.ts'
import { Redactor } from '../../../../../src/engine/secrets/redactor.ts'
import { servicesWith } from '../../../../support/engine/run/run-node.ts'

const formats = createFormats({ outputBytes: 2_000_000, timeoutMs: 60_000 })
after(() => formats.close())
const services = servicesWith({ formats })

const decode = (
  contentType: string | readonly string[] | undefined,
  body: string | Uint8Array,
  type: ResponseType = 'auto',
  redactor = new Redactor(),
) => {
  const headers = contentType === undefined ? {} : { 'content-type': contentType }
  const { signal } = new AbortController()
  const context = { redactor, services, signal, share: { holder: 'caller' } }
  return decodeBody({ status: 200, headers, body: Buffer.from(body) }, type, context)
}

const bytes = (body: string | Uint8Array) => ({ base64: Buffer.from(body).toString('base64') })
const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const utf16 = Buffer.from('\ufeffhi', 'utf16le')
const korean = Buffer.from([0xc7, 0xd1, 0x8c, 0x63])

const bodies: readonly (readonly [type: string | undefined, body: string | Uint8Array, expected: unknown])[] =
  [
    ['application/json', '{"a":1}', { a: 1 }],
    ['APPLICATION/JSON ; charset=utf-8', '{"a":1}', { a: 1 }],
    ['application/problem+json; charset=utf-8', '[1]', [1]],
    ['application/json', '\ufeff{"a":1}', { a: 1 }],
    ['application/json', Buffer.from('\ufeff{"a":1}', 'utf16le'), { a: 1 }],
    ['application/json', '{"a":', '{"a":'],
    ['application/json', '', null],
    ['application/json', '{"id":12345678901234567890}', { id: '12345678901234567890' }],
    ['text/html', '<p>', '<p>'],
    ['text/json', '{"a":1}', '{"a":1}'],
    ['Text/Plain; Charset="ISO-8859-1"', new Uint8Array([0xe9]), 'é'],
    ['text/plain; charset=euc-kr', korean, '한똠'],
    ['text/plain; charset=KS_C_5601-1987', korean, '한똠'],
    ['text/csv; charset = shift_jis', iconv.encode('表', 'shift_jis'), '表'],
    ['text/plain; charset=utf-16', Buffer.from('hi', 'utf16le'), 'hi'],
    ['text/plain', utf16, 'hi'],
    ['text/plain; charset=nonsense', 'ok', 'ok'],
    ['text/plain; charset=iso-2022-kr', 'ok', 'ok'],
    ['text/plain', new Uint8Array([0x61, 0xff]), 'a\ufffd'],
    ['text/plain', 'a\u0000', 'a\u0000'],
    ['application/atom+xml', '<a/>', '<a/>'],
    ['application/x-www-form-urlencoded', 'a=1', 'a=1'],
    ['application/csv', 'a,b\n', 'a,b\n'],
    ['application/csv; charset=euc-kr', korean, '한똠'],
    ['application/csv; charset=utf-8', korean, bytes(korean)],
    ['application/csv', utf16, 'hi'],
    ['application/jsonl', '{"a":1}\n', '{"a":1}\n'],
    ['application/x-json', '{"a":1}', '{"a":1}'],
    ['application/x-javascript', 'f()', 'f()'],
    ['application/jwt', 'a.b.c', 'a.b.c'],
    ['application/octet-stream', 'abc', 'abc'],
    ['application/octet-stream', 'a\u0000', bytes('a\u0000')],
    ['application/octet-stream', new Uint8Array([0x61, 0xff]), bytes(new Uint8Array([0x61, 0xff]))],
    ['application/pdf', '%PDF-1.7\n\u0001', bytes('%PDF-1.7\n\u0001')],
    ['image/png', png, bytes(png)],
    ['image/x-dots', 'P1 1 1 0', bytes('P1 1 1 0')],
    ['image/svg+xml', '<svg/>', '<svg/>'],
    ['nonsense', 'plain\t\u001b[1m', 'plain\t\u001b[1m'],
    ['', 'plain', 'plain'],
    [undefined, 'plain', 'plain'],
    [undefined, new Uint8Array([0xff]), bytes(new Uint8Array([0xff]))],
    [undefined, '', null],
  ]

test('a body is read by its content type, and as text if it is that', async () => {
  for (const [type, body, expected] of bodies)
    assert.deepEqual(await decode(type, body), expected, String(type))
})

test('the last of several content types counts', async () => {
  assert.deepEqual(await decode(['text/html', 'application/json'], '{"a":1}'), { a: 1 })
})

const asked: readonly (readonly [
  type: ResponseType,
  contentType: string,
  body: string | Uint8Array,
  expected: unknown,
])[] = [
  ['json', 'text/html', '{"a":1}', { a: 1 }],
  ['json', 'application/octet-stream', ' [1] ', [1]],
  ['json', 'text/html', '', null],
  ['text', 'application/json', '{"a":1}', '{"a":1}'],
  ['text', 'application/json', '', ''],
  ['text', 'image/png', png, '\ufffdPNG\r\n\u001a\n'],
  ['text', 'image/png; charset=iso-8859-1', new Uint8Array([0xe9]), 'é'],
  ['bytes', 'application/json', '{}', bytes('{}')],
  ['bytes', 'text/plain', utf16, bytes(utf16)],
  ['bytes', 'text/plain', '', bytes('')],
]

test('the type that is asked for overrules the content type', async () => {
  for (const [type, contentType, body, expected] of asked) {
    assert.deepEqual(await decode(contentType, body, type), expected, `${type} ${contentType}`)
  }
})

test('what is asked for as JSON and is none fails', async () => {
  for (const body of ['<html>', '{"a":', '{"a":1e400}', '\u0000']) {
    await assert.rejects(decode('text/html', body, 'json'), { code: 'HTTP_RESPONSE', retryable: true })
  }
})

test('a number that is too large is not passed on as another one', async () => {
  await assert.rejects(decode('application/json', '{"a":[1e400]}'), {
    code: 'HTTP_RESPONSE',
    message: /"a\.0"/,
  })
})

test('secrets are replaced, whatever the body is', async () => {
  const redactor = new Redactor()
  redactor.add('TOKEN', 'open sesame')
  const expected: readonly (readonly [type: ResponseType, contentType: string, found: unknown])[] = [
    ['auto', 'application/json', { a: '[secret:TOKEN]' }],
    ['auto', 'application/csv', '{"a":"[secret:TOKEN]"}'],
    ['json', 'text/html', { a: '[secret:TOKEN]' }],
    ['text', 'image/png', '{"a":"[secret:TOKEN]"}'],
    ['bytes', 'text/html', bytes('{"a":"[secret:TOKEN]"}')],
    ['auto', 'image/png', bytes('{"a":"[secret:TOKEN]"}')],
  ]
  for (const [type, contentType, found] of expected) {
    assert.deepEqual(await decode(contentType, '{"a":"open sesame"}', type, redactor), found, type)
  }
  await assert.rejects(decode('text/html', 'open sesame', 'json', redactor), (error) => {
    assert.ok(error instanceof Error)
    assert.doesNotMatch(error.message, /sesame/)
    return true
  })
})

const long = (start: string, end: string) => `{"a":${start}[${'1,'.repeat(100_000)}2]${end}}`

test('long JSON is read like short one, in a thread', async () => {
  const value = await decode('application/json', long('', ',"id":12345678901234567890'))
  assert.deepEqual(Object.keys(Object(value)), ['a', 'id'])
  assert.equal(Object(value).a.length, 100_001)
  assert.equal(Object(value).id, '12345678901234567890')
  const cut = long('', '').slice(0, -1)
  assert.equal(await decode('application/json', cut), cut)
  await assert.rejects(decode('text/html', cut, 'json'), { code: 'HTTP_RESPONSE' })
  await assert.rejects(decode('application/json', long('', ',"b":1e400')), {
    code: 'HTTP_RESPONSE',
    message: /"b"/,
  })
  const large = JSON.stringify('x'.repeat(3_000_000))
  await assert.rejects(decode('application/json', large), { code: 'OUTPUT_TOO_LARGE' })
})
