import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseMultipart } from '../../../src/http/request/body/multipart.ts'
import { Turns } from '../../../src/lib/async/turns.ts'

const TYPE = 'multipart/form-data; boundary=B'

const part = (disposition: string, content: string | Buffer, more = ''): Buffer =>
  Buffer.concat([
    Buffer.from(`--B\r\nContent-Disposition: form-data; ${disposition}\r\n${more}\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ])

const form = (...parts: readonly Buffer[]): Buffer => Buffer.concat([...parts, Buffer.from('--B--\r\n')])

const parse = (bytes: Buffer, type = TYPE) => parseMultipart(bytes, type, new Turns())

test('fields and files come as they were sent', async () => {
  const bytes = Buffer.from([0, 255, 13, 10, 45, 45, 65, 13, 10])
  const large = Buffer.alloc(300_000, 'x\r\n-')
  const entries = await parse(
    form(
      part('name="a"', '말'),
      part('name="f"; filename="../../über.bin"', bytes, 'Content-Type: image/png\r\n'),
      part('name="a"', ''),
      part('name="f"; filename="large"', large),
    ),
  )
  assert.deepEqual(entries, [
    ['a', '말'],
    ['f', { filename: 'über.bin', contentType: 'image/png', bytes }],
    ['a', ''],
    ['f', { filename: 'large', contentType: 'text/plain', bytes: large }],
  ])
})

for (const [what, bytes, type] of [
  ['without its end', Buffer.from('--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nx'), TYPE],
  ['without the end of a file', part('name="a"; filename="b"', 'x').subarray(0, -2), TYPE],
  ['without its boundary', Buffer.from('x'), TYPE],
  ['whose type names no boundary', form(part('name="a"', 'x')), 'multipart/form-data'],
] as const) {
  test(`a form ${what} is malformed`, async () => {
    await assert.rejects(parse(bytes, type), { code: 'MALFORMED_BODY' })
  })
}

const LATIN = Buffer.from('caf\xe9', 'latin1')

for (const [what, bytes] of [
  ['a field', part('name="a"', LATIN)],
  ['the name of a field', Buffer.from(part('name="a\xe9"', 'x').toString(), 'latin1')],
  ['the name of a file', Buffer.from(part('name="a"; filename="\xe9"', 'x').toString(), 'latin1')],
] as const) {
  test(`bytes in ${what} that are not UTF-8 are refused`, async () => {
    const details = [{ path: '', code: 'invalid_text', values: { charset: 'UTF-8' } }]
    await assert.rejects(parse(form(bytes)), { code: 'MALFORMED_BODY', details })
  })
}

for (const [what, head] of [
  ['without the name of its field', 'Content-Disposition: form-data\r\n'],
  ['that is not form-data', 'Content-Disposition: attachment; name="a"; filename="b"\r\n'],
  ['without a disposition', 'Content-Type: text/plain\r\n'],
  ['without headers', ''],
  ['with a line break in its name', 'Content-Disposition: form-data; name="a\nb"\r\n'],
] as const) {
  test(`a part ${what} is refused`, async () => {
    const nameless = Buffer.from(`--B\r\n${head}\r\nx\r\n`)
    const details = [{ path: '', code: 'unnamed_parts', values: { count: 1 } }]
    for (const bytes of [
      form(nameless),
      form(nameless, part('name="a"', 'x')),
      form(part('name="a"', 'x'), nameless),
    ])
      await assert.rejects(parse(bytes), { code: 'MALFORMED_BODY', details })
  })
}

test('what stands before the first part and after the last one is ignored', async () => {
  const after = Buffer.from('\r\n--B\r\nContent-Disposition: attachment\r\n\r\nx')
  const whole = Buffer.concat([Buffer.from('preamble\r\n'), form(part('name="a"', '\r\n--C')), after])
  assert.deepEqual(await parse(whole), [['a', '\r\n--C']])
  assert.deepEqual(await parse(form(part('name="a"', 'x')), 'multipart/form-data; boundary="B"'), [
    ['a', 'x'],
  ])
})

test('a file may have no name', async () => {
  const bytes = part('name="a"', LATIN, 'Content-Type: application/octet-stream\r\n')
  const [[name, file] = []] = await parse(form(bytes))
  assert.equal(name, 'a')
  assert.ok(typeof file === 'object' && file.filename === '' && LATIN.equals(file.bytes))
})

test('a field may declare another charset, and hold the character that stands for malformed bytes', async () => {
  const declared = part('name="a"', LATIN, 'Content-Type: text/plain; charset=iso-8859-1\r\n')
  assert.deepEqual(await parse(form(declared, part('name="b"', '\ufffd'))), [
    ['a', 'caf\xe9'],
    ['b', '\ufffd'],
  ])
})

test('a form has at most 1,000 parts', async () => {
  const many = Array.from({ length: 1000 }, () => part('name="a"', 'x'))
  assert.equal((await parse(form(...many))).length, 1000)
  await assert.rejects(parse(form(...many, ...many)), { code: 'VALIDATION_FAILED' })
})
