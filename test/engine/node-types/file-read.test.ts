import assert from 'node:assert/strict'
import { test } from 'node:test'
import iconv from 'iconv-lite'
import { fileReadType } from '../../../src/engine/node-types/file-read.ts'
import { accepts } from '../../support/engine/run/run-node.ts'
import { fileWorld } from '../../support/files/file-world.ts'

type Content = string | Uint8Array
type Parameters = Readonly<Record<string, unknown>>
type Case = readonly [content: Content, parameters: Parameters, expected: unknown]

const BOM = '\uFEFF'
const utf16le = (text: string) => Buffer.from(text, 'utf16le')
const utf16be = (text: string) => utf16le(text).swap16()

const contents: readonly Case[] = [
  ['한글\r\n', {}, '한글\r\n'],
  ['', {}, ''],
  [`${BOM}text`, {}, 'text'],
  [`${BOM}{"a":[1]}`, { format: 'json' }, { a: [1] }],
  [new Uint8Array([0xff, 0]), { format: 'bytes' }, '/wA='],
  ['{"a":1}\r\n\n[2]\n"x"', { format: 'ndjson' }, [{ a: 1 }, [2], 'x']],
  ['1\n2\n3\n', { format: 'ndjson', limit: 2 }, [1, 2]],
  ['', { format: 'ndjson' }, []],
  ['[9007199254740993]', { format: 'json' }, ['9007199254740993']],
  ['9007199254740993\n', { format: 'ndjson' }, ['9007199254740993']],
]

const encoded: readonly Case[] = [
  [utf16le(`${BOM}é한😀`), {}, 'é한😀'],
  [utf16be(`${BOM}é한😀`), { encoding: 'windows-1252' }, 'é한😀'],
  [utf16le('é한'), { encoding: 'utf-16le' }, 'é한'],
  [utf16be('é한'), { encoding: 'utf-16be' }, 'é한'],
  [utf16le(`${BOM}a;b\r\n한;2\r\n`), { format: 'csv' }, [{ a: '한', b: '2' }]],
  [new Uint8Array([0x80, 0xe9]), { encoding: 'windows-1252' }, '€é'],
  [new Uint8Array([0xa4, 0xe9]), { encoding: 'iso-8859-1' }, '¤é'],
  [new Uint8Array([0xa4]), { encoding: 'iso-8859-15' }, '€'],
  [new Uint8Array([0xc7, 0xd1, 0x8c, 0x63]), { encoding: 'euc-kr' }, '한똠'],
  [iconv.encode('{"이름":"똠방"}', 'euc-kr'), { format: 'json', encoding: 'euc-kr' }, { 이름: '똠방' }],
  [iconv.encode('日本', 'shift_jis'), { encoding: 'shift_jis' }, '日本'],
  // A character of two bytes that lies across two chunks of the file.
  [iconv.encode(`a${'한'.repeat(100_000)}`, 'euc-kr'), { encoding: 'euc-kr' }, `a${'한'.repeat(100_000)}`],
]

test('A file is read in its format and its encoding', async (t) => {
  const { put, read } = await fileWorld(t)
  for (const [content, parameters, expected] of [...contents, ...encoded]) {
    await put('a', content)
    assert.deepEqual(await read(parameters), expected)
  }
})

type Broken = readonly [content: Content, parameters: Parameters, failure: { code: string; message: RegExp }]

const broken: readonly Broken[] = [
  [
    new Uint8Array([0x61, 0xff]),
    {},
    {
      code: 'FILE_ENCODING',
      message:
        /^"a" is not utf-8 text. Set `encoding` to that of the file, such as `windows-1252` or `euc-kr`/,
    },
  ],
  [new Uint8Array([0xff]), { format: 'csv' }, { code: 'FILE_ENCODING', message: /^"a" is not utf-8/ }],
  [
    new Uint8Array([0xc7]),
    { encoding: 'euc-kr' },
    { code: 'FILE_ENCODING', message: /not euc-kr text\. Set `encoding` .*`utf-8` or `windows-1252`/ },
  ],
  [new Uint8Array([0x61]), { encoding: 'utf-16le' }, { code: 'FILE_ENCODING', message: /not utf-16le/ }],
  ['{"a" 1}', { format: 'json' }, { code: 'FILE_FORMAT', message: /^"a": .*position 5/ }],
  ['', { format: 'json' }, { code: 'FILE_FORMAT', message: /^"a": / }],
  ['{"a":[1e400]}', { format: 'json' }, { code: 'FILE_FORMAT', message: /"a\.0" is out of range/ }],
  ['1\n{"a"\n', { format: 'ndjson' }, { code: 'FILE_FORMAT', message: /^"a", line 2: / }],
]

test('a file in another format is refused with the place', async (t) => {
  const { put, read } = await fileWorld(t)
  for (const [content, parameters, failure] of broken) {
    await put('a', content)
    await assert.rejects(read(parameters), { ...failure, retryable: false })
  }
})

const LIMIT = { outputBytes: 2 * 1024 * 1024 }

test('what is larger than an output may be is given up, with the setting and the way out', async (t) => {
  const { put, read } = await fileWorld(t, LIMIT)
  const large: readonly (readonly [format: string, content: string])[] = [
    ['text', 'x'.repeat(2_100_000)],
    ['bytes', 'x'.repeat(1_600_000)],
    ['json', `[${'"some text",'.repeat(200_000)}1]`],
    ['json', `"${'\u0000'.repeat(400_000).replaceAll('\u0000', '\\u0000')}"`],
    ['ndjson', '{"a":"some text"}\n'.repeat(200_000)],
    ['ndjson', `"${'x'.repeat(2_100_000)}"`],
    ['csv', `a,b\n${'1,2\n'.repeat(300_000)}`],
    ['csv', `a,b\n"${'x'.repeat(2_100_000)}`],
    ['csv', ','.repeat(300_000)],
  ]
  for (const [format, content] of large) {
    await put('a', content)
    const failure = { code: 'OUTPUT_TOO_LARGE', message: /NODE_OUTPUT_LIMIT_BYTES/ }
    await assert.rejects(read({ format }), failure, `${format} ${content.slice(0, 10)}`)
  }
})

test('a file that is larger than an output may be is read when its value is not', async (t) => {
  const { put, read } = await fileWorld(t, LIMIT)
  await put('a', `[${' '.repeat(3_000_000)}"a b", "\\u00e9\\"  "]`)
  assert.deepEqual(await read({ format: 'json' }), ['a b', 'é"  '])
  await put('a', `a,b\n${'1,2\n'.repeat(1_000_000)}`)
  assert.deepEqual(await read({ format: 'csv', limit: 1 }), [{ a: '1', b: '2' }])
})

test('values that take far more memory than their text are refused before they are made', async (t) => {
  const { put, read } = await fileWorld(t, { outputBytes: 8 * 1024 * 1024 })
  await put('a', `[${'{},'.repeat(2_700_000)}1]`)
  const memory = await read({ format: 'json' }).then(
    () => assert.fail('it was read'),
    (error) => error,
  )
  assert.equal(memory.code, 'FILE_MEMORY')
  assert.match(memory.message, /NODE_OUTPUT_LIMIT_BYTES/)
})

test('a file that takes too long fails with the setting, and the next one is read', async (t) => {
  const { put, read } = await fileWorld(t, { timeoutMs: 1, outputBytes: 500_000_000 })
  await put('a', `[${'[1],'.repeat(3_000_000)}1]`)
  await put('b', '[1]')
  await assert.rejects(read({ format: 'json' }), { code: 'FILE_TIMEOUT', message: /FILE_TIMEOUT_MS/ })
  const { put: putAgain, read: readAgain } = await fileWorld(t)
  await putAgain('a', '[1]')
  assert.deepEqual(await readAgain({ format: 'json' }), [1])
})

test('invalid parameters for reading are refused', () => {
  for (const parameters of [
    {},
    { path: '' },
    { path: 'a', format: 'yaml' },
    { path: 'a', encoding: 'klingon' },
    { path: 'a', delimiter: '' },
    { path: 'a', delimiter: '\n' },
    { path: 'a', delimiter: ',\r' },
    { path: 'a', delimiter: '"' },
    { path: 'a', delimiter: '#', comment: '#' },
    { path: 'a', quote: '\n' },
    { path: 'a', quote: ',' },
    { path: 'a', header: false, columns: ['a'] },
    { path: 'a', limit: 0 },
  ]) {
    assert.equal(accepts(fileReadType, parameters), false, JSON.stringify(parameters))
  }
})
