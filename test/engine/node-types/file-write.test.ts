import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { test } from 'node:test'
import { fileWriteType } from '../../../src/engine/node-types/file-write.ts'
import { accepts } from '../../support/engine/run/run-node.ts'
import { fileWorld } from '../../support/files/file-world.ts'

type Parameters = Readonly<Record<string, unknown>>

const contents: readonly (readonly [parameters: Parameters, expected: string | Uint8Array])[] = [
  [{ content: 'hi' }, 'hi'],
  [{ content: '' }, ''],
  [{ content: { a: [1] } }, '{\n  "a": [\n    1\n  ]\n}\n'],
  [{ content: { a: [1] }, line_end: 'crlf' }, '{\r\n  "a": [\r\n    1\r\n  ]\r\n}\r\n'],
  [{ content: null }, 'null\n'],
  [{ content: 'hi', format: 'json' }, '"hi"\n'],
  [{ content: 5, format: 'text' }, '5'],
  [{ content: { a: 1 }, format: 'text' }, '{"a":1}'],
  [{ content: { a: 1 }, mode: 'append' }, '{"a":1}\n'],
  [{ content: '/wA=', format: 'bytes' }, Buffer.from([0xff, 0])],
  [{ content: [{ a: 1 }, [2], null], format: 'ndjson' }, '{"a":1}\n[2]\nnull\n'],
  [{ content: { a: 1 }, format: 'ndjson' }, '{"a":1}\n'],
]

// Characters that the encoding has, and the bytes that others write for them.
const encoded: readonly (readonly [parameters: Parameters, expected: Uint8Array])[] = [
  [{ content: '한똠', encoding: 'euc-kr' }, Buffer.from([0xc7, 0xd1, 0x8c, 0x63])],
  [{ content: '€é', encoding: 'windows-1252' }, Buffer.from([0x80, 0xe9])],
  [{ content: 'aé', encoding: 'utf-16le' }, Buffer.from([0xff, 0xfe, 0x61, 0, 0xe9, 0])],
  [{ content: 'aé', encoding: 'utf-16be', bom: false }, Buffer.from([0, 0x61, 0, 0xe9])],
  [{ content: 'a', bom: true }, Buffer.from([0xef, 0xbb, 0xbf, 0x61])],
]

test('content is written in its format and its encoding', async (t) => {
  const { get, write } = await fileWorld(t)
  for (const [index, [parameters, expected]] of [...contents, ...encoded].entries()) {
    await write({ ...parameters, path: `${index}` })
    assert.deepEqual(await get(`${index}`), Buffer.from(expected), JSON.stringify(parameters))
  }
})

test('the output tells the path and the size', async (t) => {
  const { write } = await fileWorld(t)
  const written = await write({ path: 'b/c.txt', content: '한', mode: 'create' })
  assert.deepEqual(written, { path: 'b/c.txt', size: 3 })
})

const HINT = /`\[\]` after the path/

const refused: readonly (readonly [parameters: Parameters, code: string, message?: RegExp])[] = [
  [{ content: 'a,b', format: 'csv' }, 'FILE_CONTENT', HINT],
  [{ content: { a: 1 }, format: 'csv' }, 'FILE_CONTENT', HINT],
  [{ content: null, format: 'csv' }, 'FILE_CONTENT', HINT],
  [{ content: null, format: 'ndjson' }, 'FILE_CONTENT', HINT],
  [{ content: [1, 2], format: 'csv' }, 'FILE_CONTENT'],
  [{ content: [{ a: 1 }, [1]], format: 'csv' }, 'FILE_CONTENT'],
  [{ content: [null], format: 'csv' }, 'FILE_CONTENT'],
  [{ content: 'not base64!', format: 'bytes' }, 'FILE_CONTENT'],
  [{ content: 5, format: 'bytes' }, 'FILE_CONTENT'],
  [{ content: [['a,b']], format: 'csv', quote: '' }, 'FILE_CONTENT', /`quote`/],
  [{ content: [{ a: 1, b: 2 }], format: 'csv', header: ['x'] }, 'FILE_CONTENT', /`columns`/],
  [{ content: '한', encoding: 'windows-1252' }, 'FILE_ENCODING', /windows-1252 lacks/],
]

test('content that does not fit its format is refused, and no file is left', async (t) => {
  const { root, write } = await fileWorld(t)
  for (const [parameters, code, message = /./] of refused) {
    const failure = { code, message, retryable: false }
    await assert.rejects(write(parameters), failure, JSON.stringify(parameters))
  }
  assert.deepEqual(await readdir(root), [])
})

test('a file that would be larger than the limit is refused, and nothing is added to one', async (t) => {
  const { text, write } = await fileWorld(t, { fileMaxBytes: 1000 })
  const content = Array.from({ length: 300 }, (_, n) => ({ n }))
  const failure = { code: 'FILE_TOO_LARGE', message: /raise FILE_MAX_BYTES/, retryable: false }
  await assert.rejects(write({ content, format: 'csv' }), failure)
  await write({ content: content.slice(0, 100), format: 'csv' })
  const before = await text('a')
  await assert.rejects(write({ content, format: 'csv', mode: 'append' }), failure)
  assert.equal(await text('a'), before)
})

test('invalid parameters for writing are refused', () => {
  for (const parameters of [
    { path: 'a' },
    { path: '', content: 1 },
    { path: 'a', content: 1, mode: 'wipe' },
    { path: 'a', content: 1, delimiter: '\n' },
    { path: 'a', content: 1, delimiter: '"' },
    { path: 'a', content: 1, quote: ',' },
    { path: 'a', content: 1, line_end: '\n' },
  ]) {
    assert.equal(accepts(fileWriteType, parameters), false, JSON.stringify(parameters))
  }
})
