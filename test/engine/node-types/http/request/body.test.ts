import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type BodyOptions, encodeBody } from '../../../../../src/engine/node-types/http/request/body.ts'
import { multipartOf } from '../../../../../src/engine/node-types/http/request/multipart.ts'

const text = 'text/plain;charset=utf-8'
const form = 'application/x-www-form-urlencoded'
const multipart = 'multipart/form-data'

type Case = readonly [value: unknown, options: Partial<BodyOptions>, content?: unknown, contentType?: string]

const cases: readonly Case[] = [
  [undefined, {}],
  [null, {}],
  [null, { type: 'form' }],
  [{ a: 1 }, {}, '{"a":1}', 'application/json'],
  [[1], {}, '[1]', 'application/json'],
  [0, {}, '0', 'application/json'],
  ['hi', {}, 'hi', text],
  ['hi', { type: 'json' }, '"hi"', 'application/json'],
  [{ a: 1 }, { type: 'text' }, '{"a":1}', text],
  [
    { a: 'x y', b: [1, null], c: { d: 1 }, e: null },
    { type: 'form' },
    'a=x+y&b=1&b=&c=%7B%22d%22%3A1%7D&e=',
    form,
  ],
  ['a=1', { type: 'form' }, 'a=1', form],
  [{ a: '한&' }, { contentType: form }, 'a=%ED%95%9C%26', form],
  [{ a: 1 }, { contentType: `${form.toUpperCase()} ; charset=utf-8` }, 'a=1', form],
  ['a=1', { contentType: form }, 'a=1', text],
  [[['a', 1]], { contentType: form }, '[["a",1]]', 'application/json'],
  [{ a: 1 }, { contentType: form, type: 'json' }, '{"a":1}', 'application/json'],
  [{ a: 1 }, { contentType: 'application/vnd.a+json' }, '{"a":1}', 'application/json'],
  ['a/b.CSV', { type: 'file' }, [{ file: 'a/b.CSV' }], 'text/csv'],
  ['b', { type: 'file' }, [{ file: 'b' }], 'application/octet-stream'],
]

test('a body is encoded by its type, by the content type, or by what it is', () => {
  for (const [value, options, content, contentType] of cases) {
    const encoded = encodeBody(value, { type: undefined, contentType: undefined, ...options })
    const expected = content === undefined ? {} : { content, contentType }
    assert.deepEqual(encoded, expected, JSON.stringify([value, options]))
  }
})

test('an object with the content type of a multipart form is one', () => {
  for (const options of [{ type: 'multipart' }, { contentType: `${multipart}; boundary=x` }] as const) {
    const encoded = encodeBody({ a: 1 }, { type: undefined, contentType: undefined, ...options })
    assert.match(String(encoded.contentType), /^multipart\/form-data; boundary=scriptd-[\w-]+$/)
    assert.equal(encoded.isFixed, true)
  }
})

/** As a server reads it, with the text `<file>` in place of files. */
const read = async (fields: Parameters<typeof multipartOf>[0]): Promise<unknown[]> => {
  const { content, contentType } = multipartOf(fields)
  const body = content.map((part) => (typeof part === 'string' ? part : `<${part.file}>`)).join('')
  const parsed = await new Response(body, { headers: { 'content-type': contentType } }).formData()
  return Promise.all(
    [...parsed].map(async ([name, value]) =>
      typeof value === 'string' ? [name, value] : [name, value.name, value.type, await value.text()],
    ),
  )
}

const forms: readonly (readonly [fields: Readonly<Record<string, unknown>>, parts: readonly unknown[]])[] = [
  [{}, []],
  [
    { a: 'x y', b: 2, c: true, d: null, e: '' },
    [
      ['a', 'x y'],
      ['b', '2'],
      ['c', 'true'],
      ['d', ''],
      ['e', ''],
    ],
  ],
  [
    { list: ['한', { x: 1 }, { file: 'a.png' }], empty: [] },
    [
      ['list', '한'],
      ['list', '{"x":1}'],
      ['list', 'a.png', 'image/png', '<a.png>'],
    ],
  ],
  [{ f: { file: 'a/b/c.JSON' } }, [['f', 'c.JSON', 'application/json', '<a/b/c.JSON>']]],
  [
    { f: { file: 'c', filename: 'e"\r\n.txt', content_type: 'text/x; charset=utf-8' } },
    [['f', 'e"\r\n.txt', 'text/x; charset=utf-8', '<c>']],
  ],
  [{ f: { file: 'c', other: 1 } }, [['f', '{"file":"c","other":1}']]],
  [{ f: { file: 1 } }, [['f', '{"file":1}']]],
  [{ 'a"\r\nX: y': 'z\r\n--boundary' }, [['a"\r\nX: y', 'z\r\n--boundary']]],
]

test('the fields of a multipart form arrive as they are', async () => {
  for (const [fields, parts] of forms) assert.deepEqual(await read(fields), parts, JSON.stringify(fields))
})

test('a part with headers that cannot be sent is refused', () => {
  for (const part of [
    { file: 'a', content_type: 'a\r\nX: y' },
    { file: 'a', content_type: '' },
    { file: 'a', content_type: 1 },
    { file: 'a', content_type: 'text/한' },
    { file: 'a', filename: { a: 1 } },
  ]) {
    assert.throws(() => multipartOf({ f: part }), { code: 'HTTP_REQUEST', retryable: false })
  }
})

test('many fields take little time and few parts', () => {
  const fields = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`name${index}`, index]))
  assert.equal(multipartOf(fields).content.length, 1)
  assert.equal(multipartOf({ ...fields, f: { file: 'a' } }).content.length, 3)
})
