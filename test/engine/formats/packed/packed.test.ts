import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import { fileReadType } from '../../../../src/engine/node-types/file-read.ts'
import { fileWriteType } from '../../../../src/engine/node-types/file-write.ts'
import { accepts } from '../../../support/engine/run/run-node.ts'
import { fileWorld } from '../../../support/files/file-world.ts'
import { zipOf } from '../../../support/files/zip.ts'

const CSV = 'a,b\n1,x\n2,y\n'
const ROWS = [
  { a: '1', b: 'x' },
  { a: '2', b: 'y' },
]

test('files in gzip and zip are read in every format, and as tables', async (t) => {
  const { put, read, folder } = await fileWorld(t)
  await put('a', gzipSync(CSV))
  assert.equal(await read({ compression: 'gzip' }), CSV)
  assert.deepEqual(await read({ compression: 'gzip', format: 'csv' }), ROWS)
  await put('a', Buffer.concat([gzipSync('a,b\n1,x\n'), gzipSync('2,y\n')]))
  assert.deepEqual(await read({ compression: 'gzip', format: 'csv' }), ROWS)
  await put('a', await zipOf({ 'data/a.csv': CSV }))
  assert.deepEqual(await read({ compression: 'zip', format: 'csv' }), ROWS)
  const { rows } = Object(await read({ compression: 'zip', format: 'csv', as: 'table' }))
  assert.equal(rows, 2)
  await put('a', await zipOf({ '1.json': '1', '2.json': '2' }))
  assert.equal(await read({ compression: 'zip', format: 'json', entry: '2.json' }), 2)
  // A single line could be either; the names within the archive tell.
  await put('a', await zipOf({ 'one.jsonl': '{"a":1}', 'two.json': '{"a":1}' }))
  assert.deepEqual(await read({ format: 'auto', entry: 'one.jsonl' }), [{ a: 1 }])
  assert.deepEqual(await read({ format: 'auto', entry: 'two.json' }), { a: 1 })
  await put('a', await zipOf({ 'one.ndjson': '{"a":1}' }))
  assert.deepEqual(await read({ format: 'auto' }), [{ a: 1 }])
  const left = await readdir(folder)
  assert.ok(left.every((name) => name.startsWith('ex_')))
})

test('what cannot be unpacked, or becomes too large, is refused with what to do', async (t) => {
  const { put, read } = await fileWorld(t, { fileMaxBytes: 100_000 })
  const refuses = (parameters: Readonly<Record<string, unknown>>, code: string, message: RegExp) =>
    assert.rejects(read(parameters), { code, message })
  await put('a', 'text')
  await refuses({ compression: 'gzip' }, 'FILE_FORMAT', /^"a" cannot be read as gzip: incorrect header/)
  await refuses({ compression: 'zip' }, 'FILE_FORMAT', /^"a" cannot be read as a zip file: /)
  await put('a', gzipSync(CSV).subarray(0, 20))
  await refuses({ compression: 'gzip' }, 'FILE_FORMAT', /unexpected end of file/)
  await put('a', gzipSync(Buffer.alloc(50_000_000)))
  await refuses(
    { compression: 'gzip' },
    'FILE_TOO_LARGE',
    /"a", unpacked, is larger than 100000 bytes.*FILE_MAX_BYTES/,
  )
  await put('a', await zipOf({ a: '0'.repeat(1_000_000) }))
  await refuses({ compression: 'zip' }, 'FILE_TOO_LARGE', /unpacked/)
  await put('a', await zipOf({ a: '1', b: '2' }))
  await refuses(
    { compression: 'zip' },
    'FILE_FORMAT',
    /name one of its files in `entry`; it contains "a", "b"/,
  )
  await refuses({ compression: 'zip', entry: 'c' }, 'FILE_FORMAT', /it has no file "c"/)
  const zip = await zipOf({ 'name.txt': '1' })
  await put('a', Buffer.from(zip.toString('latin1').replaceAll('name.txt', '../e.txt'), 'latin1'))
  await refuses({ compression: 'zip' }, 'FILE_FORMAT', /invalid relative path/)
})

test('content is written in gzip and zip', async (t) => {
  const { get, write, read } = await fileWorld(t)
  await write({ content: ROWS, format: 'csv', compression: 'gzip' })
  assert.equal(gunzipSync(await get('a')).toString(), CSV)
  await write({ content: ROWS, format: 'csv', compression: 'zip', entry: 'rows.csv' })
  assert.equal(await read({ compression: 'zip', entry: 'rows.csv' }), CSV)
  const table = await read({ compression: 'zip', format: 'csv', as: 'table' })
  await write({ content: table, compression: 'gzip', format: 'ndjson' })
  assert.equal(gunzipSync(await get('a')).toString(), '{"a":1,"b":"x"}\n{"a":2,"b":"y"}\n')
  const { small } = { small: await fileWorld(t, { fileMaxBytes: 1000 }) }
  const content = Array.from({ length: 1000 }, (_, index) => index)
  await assert.rejects(small.write({ content, compression: 'gzip' }), { code: 'FILE_TOO_LARGE' })
  assert.equal(accepts(fileWriteType, { path: 'a', content: 1, mode: 'append', compression: 'gzip' }), false)
  assert.equal(accepts(fileWriteType, { path: 'a', content: 1, compression: 'zip', entry: '../a' }), false)
})

test('format auto finds out what a file is', async (t) => {
  const { put, read } = await fileWorld(t)
  const cases: readonly (readonly [content: string | Uint8Array, expected: unknown])[] = [
    [CSV, ROWS],
    ['a;b\n1;"x;y"\n', [{ a: '1', b: 'x;y' }]],
    ['sep=;\na;b\n', []],
    ['{"a":1}\n{"a":2}\n', [{ a: 1 }, { a: 2 }]],
    ['\uFEFF[\n{"a":1}\n]', [{ a: 1 }]],
    ['{"a":\n1}', { a: 1 }],
    ['<?xml version="1.0"?>\n<a><b>1</b></a>', { a: { b: '1' } }],
    ['Just a note.\nOf two lines, or so.', 'Just a note.\nOf two lines, or so.'],
    ['', ''],
    [Uint8Array.of(0, 1), 'AAE='],
    [gzipSync(CSV), ROWS],
    [await zipOf({ 'a.csv': CSV }), ROWS],
  ]
  for (const [content, expected] of cases) {
    await put('a', content)
    assert.deepEqual(await read({ format: 'auto' }), expected, String(content))
  }
  await put('a', 'text')
  await assert.rejects(read({ format: 'auto', as: 'table' }), {
    code: 'FILE_FORMAT',
    message: /read as text, which is no table/,
  })
  assert.equal(accepts(fileReadType, { path: 'a', format: 'xml', as: 'table' }), false)
})
