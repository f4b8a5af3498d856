import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fileReadType } from '../../../src/engine/node-types/file-read.ts'
import { fileWriteType } from '../../../src/engine/node-types/file-write.ts'
import type { FileStore, FileWrite } from '../../../src/engine/ports.ts'
import { runTask } from '../../support/engine/run-task.ts'

type Parameters = Readonly<Record<string, unknown>>

/** A folder of one file. */
const emptyFolder = () => {
  const written: FileWrite[] = []
  const files: FileStore = {
    read: async () => Buffer.from(written.at(-1)?.content ?? ''),
    write: async (file) => {
      written.push(file)
      return { path: file.path, size: Buffer.byteLength(file.content) }
    },
  }
  return { written, services: { files } }
}

const write = async (parameters: Parameters) => {
  const { written, services } = emptyFolder()
  await runTask(fileWriteType, { path: 'a', ...parameters }, { services })
  return written[0]
}

const contents: readonly (readonly [parameters: Parameters, expected: string | Uint8Array])[] = [
  [{ content: 'hi' }, 'hi'],
  [{ content: { a: [1] } }, '{\n  "a": [\n    1\n  ]\n}\n'],
  [{ content: null }, 'null\n'],
  [{ content: 'hi', format: 'json' }, '"hi"\n'],
  [{ content: 5, format: 'text' }, '5'],
  [{ content: { a: 1 }, format: 'text' }, '{"a":1}'],
  [{ content: { a: 1 }, mode: 'append' }, '{"a":1}\n'],
  [{ content: '/wA=', format: 'bytes' }, Buffer.from([0xff, 0])],
  [
    {
      content: [
        { a: 1, b: true },
        { c: 'x,"y"', a: null },
      ],
      format: 'csv',
    },
    'a,b,c\n1,true,\n,,"x,""y"""\n',
  ],
  [{ content: [{ 'a.b': false, c: { d: [1] } }], format: 'csv' }, 'a.b,c\nfalse,"{""d"":[1]}"\n'],
  [{ content: [{ a: 1 }], format: 'csv', mode: 'append' }, '1\n'],
  [{ content: [['=1+1', 2], ['-3']], format: 'csv' }, '=1+1,2\n-3\n'],
  [{ content: [], format: 'csv' }, ''],
]

test('content is written in its format', async () => {
  for (const [parameters, expected] of contents) {
    assert.deepEqual((await write(parameters))?.content, expected, JSON.stringify(parameters))
  }
})

test('mode and path reach the folder, whose result is the output', async () => {
  const { written, services } = emptyFolder()
  const parameters = { path: 'b/c.txt', content: '한', mode: 'create' }
  assert.deepEqual(await runTask(fileWriteType, parameters, { services }), { path: 'b/c.txt', size: 3 })
  assert.deepEqual(written, [{ path: 'b/c.txt', content: '한', mode: 'create' }])
})

test('Content that does not fit its format is refused', async () => {
  const refused: readonly Parameters[] = [
    { content: 'a,b', format: 'csv' },
    { content: { a: 1 }, format: 'csv' },
    { content: [1, 2], format: 'csv' },
    { content: [{ a: 1 }, [1]], format: 'csv' },
    { content: [null], format: 'csv' },
    { content: 'not base64!', format: 'bytes' },
    { content: 5, format: 'bytes' },
  ]
  for (const parameters of refused) {
    await assert.rejects(
      write(parameters),
      { code: 'FILE_CONTENT', retryable: false },
      JSON.stringify(parameters),
    )
  }
})

test('a table that is written is read back unchanged', async () => {
  const cell = fc.string({ unit: 'grapheme' })
  const table = fc.array(fc.tuple(cell, cell), { minLength: 1 })
  await fc.assert(
    fc.asyncProperty(table, async (rows) => {
      const content = rows.map(([name, note]) => ({ name, note }))
      const { services } = emptyFolder()
      await runTask(fileWriteType, { path: 'a', content, format: 'csv' }, { services })
      assert.deepEqual(await runTask(fileReadType, { path: 'a', format: 'csv' }, { services }), content)
    }),
  )
})

test('invalid parameters for writing are refused', () => {
  for (const parameters of [
    { path: 'a' },
    { path: '', content: 1 },
    { path: 'a', content: 1, mode: 'wipe' },
  ]) {
    assert.equal(fileWriteType.parameters.safeParse(parameters).success, false)
  }
})
