import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileReadType } from '../../../src/engine/node-types/file-read.ts'
import type { FileStore } from '../../../src/engine/ports.ts'
import { runTask } from '../../support/engine/run-task.ts'

type Content = string | Uint8Array

const folderWith = (content: Content): { files: FileStore } => ({
  files: {
    read: async () => Buffer.from(content),
    write: () => Promise.reject(new Error('Reading does not write')),
  },
})

const read = (content: Content, parameters: Readonly<Record<string, unknown>>) =>
  runTask(fileReadType, { path: 'a', ...parameters }, { services: folderWith(content) })

const BOM = '\uFEFF'

const contents: readonly (readonly [
  content: Content,
  parameters: Readonly<Record<string, unknown>>,
  expected: unknown,
])[] = [
  ['한글\r\n', {}, '한글\r\n'],
  ['', {}, ''],
  [`${BOM}text`, {}, 'text'],
  [`${BOM}{"a":[1]}`, { format: 'json' }, { a: [1] }],
  [new Uint8Array([0xff, 0]), { format: 'bytes' }, '/wA='],
]

test('A file is read in its format', async () => {
  for (const [content, parameters, expected] of contents) {
    assert.deepEqual(await read(content, parameters), expected)
  }
})

const tables: readonly (readonly [
  content: string,
  parameters: Readonly<Record<string, unknown>>,
  expected: unknown,
])[] = [
  [
    'a,b\n1,2\n3,4\n',
    {},
    [
      { a: '1', b: '2' },
      { a: '3', b: '4' },
    ],
  ],
  [`${BOM}a,b\r\n1,2`, {}, [{ a: '1', b: '2' }]],
  [
    'a,b\n1,2',
    { header: false },
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  ['a;b\n1,5;2', { delimiter: ';' }, [{ a: '1,5', b: '2' }]],
  ['a\tb\n1\t2', { delimiter: '\t' }, [{ a: '1', b: '2' }]],
  ['a,b\n"x, ""y""\nz",2', {}, [{ a: 'x, "y"\nz', b: '2' }]],
  ['a,b\n5" pipe,2', {}, [{ a: '5" pipe', b: '2' }]],
  ['a,b\n1\n1,2,3,4\n\n,', {}, [{ a: '1' }, { a: '1', b: '2', _extra: ['3', '4'] }, { a: '', b: '' }]],
  ['a,a,,a_2\n1,2,3,4', {}, [{ a: '1', a_3: '2', column_3: '3', a_2: '4' }]],
  ['a,b', {}, []],
  ['', {}, []],
  ['', { header: false }, []],
]

test('A csv becomes objects or lists, ragged lines included', async () => {
  for (const [content, parameters, expected] of tables) {
    assert.deepEqual(await read(content, { format: 'csv', ...parameters }), expected, content)
  }
})

test('A column of any name is a column', async () => {
  const [row] = Object.values(Object(await read('__proto__,toString\n1,2', { format: 'csv' })))
  assert.deepEqual(Object.entries(Object(row)), [
    ['__proto__', '1'],
    ['toString', '2'],
  ])
})

const broken: readonly (readonly [
  content: Content,
  format: string,
  failure: { code: string; message: RegExp },
])[] = [
  [new Uint8Array([0x61, 0xff]), 'text', { code: 'FILE_ENCODING', message: /^a is not UTF-8/ }],
  [new Uint8Array([0xff]), 'csv', { code: 'FILE_ENCODING', message: /^a is not UTF-8/ }],
  ['{"a" 1}', 'json', { code: 'FILE_FORMAT', message: /^a: .*position 5/ }],
  ['', 'json', { code: 'FILE_FORMAT', message: /^a: / }],
  ['a,b\n"1,2', 'csv', { code: 'FILE_FORMAT', message: /^a: .*line 2/ }],
]

test('a file in another format is refused with the place', async () => {
  for (const [content, format, failure] of broken) {
    await assert.rejects(read(content, { format }), { ...failure, retryable: false })
  }
})

test('invalid parameters for reading are refused', () => {
  for (const parameters of [{}, { path: '' }, { path: 'a', format: 'xml' }, { path: 'a', delimiter: '' }]) {
    assert.equal(fileReadType.parameters.safeParse(parameters).success, false)
  }
})
