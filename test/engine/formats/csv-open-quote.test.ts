import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { hasOpenQuote } from '../../../src/engine/formats/csv/open-quote.ts'
import { fileWorld } from '../../support/files/file-world.ts'

type Parameters = Readonly<Record<string, unknown>>

const open: readonly (readonly [before: string, parameters?: Parameters])[] = [
  ['a,b\n1,"x'],
  ['a,b\n1,"x\n'],
  ['a,b\n1,"x\n2,y\n'],
  ['a,b\n1,"x""\n'],
  ['a;b\r\n1;"x\r\n'],
  ["a,b\n1,'x\n", { quote: "'" }],
  ['1,"x\\"\n', { escape: '\\', header: false, content: [[1, 2]] }],
  ['1,"x\n', { header: false, content: [[1, 2]] }],
]

test('nothing is appended to a cell whose quote nothing closes', async (t) => {
  const { put, text, write } = await fileWorld(t)
  for (const [before, parameters] of open) {
    await put('a', before)
    const append = write({ content: [], format: 'csv', mode: 'append', ...parameters })
    await assert.rejects(append, { code: 'FILE_CONTENT', message: /Nothing was appended.*`quote`/ }, before)
    assert.equal(await text('a'), before)
  }
})

test('a large file is not looked through for an open quote', async (t) => {
  const { put, text, write } = await fileWorld(t)
  const before = `a,b\n1,"${'x'.repeat(256 * 1024)}`
  await put('a', before)
  await write({ content: [{ a: 1, b: 2 }], format: 'csv', mode: 'append' })
  assert.equal(await text('a'), `${before}\n1,2\n`)
})

test('rows are appended behind quotes that are closed, or part of a text', async (t) => {
  const { put, text, write } = await fileWorld(t)
  for (const last of ['5" pipe,"x"', '1,"x"""', '1,x"', '1,"x', '1,"x"y"', '1,""']) {
    const quote = last === '1,"x' ? '' : '"'
    await put('a', `a,b\n${last}\n`)
    await write({ content: [{ a: 1, b: 2 }], format: 'csv', mode: 'append', quote })
    assert.equal(await text('a'), `a,b\n${last}\n1,2\n`)
  }
})

test('a quote is open or not wherever the text is cut', () => {
  const pieces = fc.array(fc.constantFrom('"', ',', '\n', 'a', '\\', '""', ',"', '"\n'))
  fc.assert(
    fc.property(pieces, fc.constantFrom('"', '\\'), (cut, escaping) => {
      const signs = { delimiter: ',', quote: '"', escape: escaping }
      assert.equal(hasOpenQuote(cut, signs), hasOpenQuote([cut.join('')], signs))
    }),
  )
})
