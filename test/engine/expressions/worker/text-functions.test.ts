import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import jsonata from 'jsonata'
import { Expressions } from '../../../../src/engine/expressions/expressions.ts'
import { scopeWith } from '../../../support/engine/scope.ts'

const expressions = new Expressions({ workers: 1, timeoutMs: 60_000, largest: 1000 })
after(() => expressions.close())

const sources = [
  '$length(text)',
  '$substring(text, n)',
  '$substring(text, n, m)',
  '$pad(text, n)',
  '$pad(text, n, other)',
  '$join([text, other, text])',
  '$join([text, other], other)',
  '$length(missing)',
  '$substring(missing, 1)',
  '$pad(missing, 1)',
  '$join(missing)',
  '$join([])',
  'text.$length()',
  'text.$substring(n)',
]

// `$distinct` has no fast form, so that all of it is evaluated in a worker.
const all = `input.[$distinct(0), ${sources.map((source) => `[${source}]`).join()}]`

const text = fc.string({ unit: 'grapheme', maxLength: 12 })
const broken = fc.string({ unit: fc.constantFrom('a', '\ud83d', '\ude00', '😀'), maxLength: 6 })
const number = fc.oneof(fc.integer({ min: -15, max: 15 }), fc.double({ min: -15, max: 15, noNaN: true }))
const input = fc.record({ text: fc.oneof(text, broken), other: text, n: number, m: number })

test('functions of texts give in a worker what JSONata gives', async () => {
  const plain = jsonata(all)
  await fc.assert(
    fc.asyncProperty(input, async (values) => {
      const found = await expressions.evaluate(all, scopeWith({ input: values }))
      const expected = await plain.evaluate({ input: values })
      assert.equal(JSON.stringify(found), JSON.stringify(expected))
    }),
    { numRuns: 300 },
  )
})

test('a text that would be too long is not made', async () => {
  for (const source of ['$pad("", 1001)', '$pad("", -1001, "ab")', '$join(["a", "b"], $pad("", 1000))']) {
    const found = async () => expressions.evaluate(source, scopeWith({}))
    await assert.rejects(found, { code: 'EXPRESSION_FAILED', message: /1000 characters/ }, source)
  }
})
