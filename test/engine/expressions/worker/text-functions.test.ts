import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import jsonata from 'jsonata'
import { registerTextFunctions } from '../../../../src/engine/expressions/worker/text-functions.ts'

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

const text = fc.string({ unit: 'grapheme', maxLength: 12 })
const broken = fc.string({ unit: fc.constantFrom('a', '\ud83d', '\ude00', '😀'), maxLength: 6 })
const number = fc.oneof(fc.integer({ min: -15, max: 15 }), fc.double({ min: -15, max: 15, noNaN: true }))
const input = fc.record({ text: fc.oneof(text, broken), other: text, n: number, m: number })

for (const source of sources) {
  const [theirs, ours] = [jsonata(source), jsonata(source)]
  registerTextFunctions(ours, 1000)
  test(`${source} gives what JSONata gives`, async () => {
    await fc.assert(
      fc.asyncProperty(input, async (values) => {
        assert.deepEqual(await ours.evaluate(values), await theirs.evaluate(values))
      }),
    )
  })
}

test('a text that would be too long is not made', async () => {
  for (const source of ['$pad("", 1001)', '$pad("", -1001, "ab")', '$join(["a", "b"], $pad("", 1000))']) {
    const compiled = jsonata(source)
    registerTextFunctions(compiled, 1000)
    await assert.rejects(
      compiled.evaluate({}),
      { code: 'EXPRESSION_FAILED', message: /1000 characters/ },
      source,
    )
  }
})
