import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { JsonPartsReader, JsonPartsWriter } from '../../../src/lib/json/json-parts.ts'
import { packSliced, unpack, unpackSliced } from '../../../src/lib/json/packed-json.ts'
import { anyCharacter } from '../../support/any-character.ts'

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

const wide = Array.from({ length: 5000 }, (_, index) => ({
  id: index,
  tags: ['a', 'b'],
  deep: { x: [index] },
}))
const values: readonly unknown[] = [
  null,
  0,
  '',
  [],
  {},
  [[]],
  [{}],
  { a: {} },
  { '': '' },
  [[0, 0]],
  [[[[1]]]],
  'x'.repeat(100_000),
  ['x'.repeat(100_000), { y: 'y'.repeat(100_000) }],
  wide,
  Object.fromEntries(wide.map((value) => [`name ${value.id}`, value])),
  JSON.parse('{"__proto__": 1, "b": [{"__proto__": [{}, "x"]}]}'),
  JSON.parse(`{"__proto__": [${'[],'.repeat(100)}[]]}`),
  JSON.parse(`${'['.repeat(400)}${']'.repeat(400)}`),
  '\ud800',
]

test('a value is packed and unpacked unchanged, in one go or with pauses', async () => {
  for (const value of values) {
    const packed = await packSliced(value)
    assert.deepEqual(await unpackSliced(packed), plain(value))
    assert.deepEqual(
      unpack(packed, () => undefined),
      plain(value),
    )
  }
  await fc.assert(
    fc.asyncProperty(fc.jsonValue({ maxDepth: 6, stringUnit: anyCharacter }), async (value) => {
      assert.deepEqual(await unpackSliced(await packSliced(value)), plain(value))
    }),
  )
})

test('the bytes are those of the JSON text', () => {
  for (const value of values) {
    const writer = new JsonPartsWriter()
    for (const _ of writer.value(value));
    // Without the comma after the value.
    assert.equal(writer.bytes - 1, Buffer.byteLength(JSON.stringify(value)))
  }
})

test('no part is large, unless a single text is', () => {
  const writer = new JsonPartsWriter()
  const parts = [...writer.value(wide), writer.take()]
  assert.ok(parts.length > 5)
  assert.ok(parts.every((part) => part.length < 100_000))
  const reader = new JsonPartsReader()
  for (const part of parts) reader.add(part)
  assert.deepEqual(reader.value, wide)
})

test('an aborted signal ends a long packing and unpacking', async () => {
  const long = Array.from({ length: 20 }, () => wide)
  const packed = await packSliced(long)
  const stop = { message: 'stop' }
  const signal = AbortSignal.abort(new Error('stop'))
  await assert.rejects(packSliced(long, signal), stop)
  await assert.rejects(unpackSliced(packed, signal), stop)
})
