import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { isKeyText, Keyring, newKeyText } from '../../../src/lib/store/keyring.ts'

const text = fc.string({ unit: 'grapheme', maxLength: 200 }).map((value) => value.toWellFormed())

test('sealed text can be opened, whichever encoding the key is written in', () => {
  const key = newKeyText()
  const bytes = Buffer.from(key, 'base64')
  const spellings = [
    key,
    key.replace('=', ''),
    bytes.toString('base64url'),
    bytes.toString('hex').toUpperCase(),
  ]
  fc.assert(
    fc.property(text, fc.constantFrom(...spellings), (value, spelling) => {
      const sealed = new Keyring([key]).seal(value, 'name')
      assert.equal(new Keyring([spelling]).open(sealed, 'name'), value)
    }),
  )
})

test('the same text is sealed differently each time', () => {
  const keyring = new Keyring([newKeyText()])
  const sealed = Array.from({ length: 100 }, () => keyring.seal('text', 'name').sealed)
  assert.equal(new Set(sealed).size, 100)
})

test('the first key seals, each of them opens', () => {
  const [old, fresh] = [newKeyText(), newKeyText()]
  const [before, between, after] = [new Keyring([old]), new Keyring([fresh, old]), new Keyring([fresh])]
  const sealed = before.seal('text', 'name')
  assert.equal(between.open(sealed, 'name'), 'text')
  assert.equal(after.open(sealed, 'name'), undefined)
  assert.equal(after.open(between.seal('text', 'name'), 'name'), 'text')
  assert.deepEqual(between.ids, [...after.ids, ...before.ids])
})

test('sealed text that was altered, or is opened under another name, is rejected', () => {
  const keyring = new Keyring([newKeyText(), newKeyText()])
  const { key_id, sealed } = keyring.seal('text', 'name')
  assert.equal(keyring.open({ key_id, sealed }, 'other'), undefined)
  const bytes = Buffer.from(sealed, 'base64url')
  for (const index of bytes.keys()) {
    const changed = Buffer.from(bytes)
    changed[index] = (changed[index] ?? 0) ^ 1
    assert.equal(keyring.open({ key_id, sealed: changed.toString('base64url') }, 'name'), undefined)
  }
  for (const length of [0, 1, 27, bytes.length - 1]) {
    const cut = bytes.subarray(0, length).toString('base64url')
    assert.equal(keyring.open({ key_id, sealed: cut }, 'name'), undefined)
  }
  for (const id of ['', ...keyring.ids.slice(1)])
    assert.equal(keyring.open({ key_id: id, sealed }, 'name'), undefined)
})

test('only 32 bytes are a key', () => {
  for (const text of [newKeyText(), '0'.repeat(64), 'A'.repeat(43)]) assert.ok(isKeyText(text), text)
  for (const text of ['', '0'.repeat(63), 'A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(42)} `]) {
    assert.ok(!isKeyText(text), text)
  }
})

test('a keyring does not reveal its keys', () => {
  const key = newKeyText()
  const shown =
    inspect(new Keyring([key]), { depth: 9, showHidden: true }) + JSON.stringify(new Keyring([key]))
  assert.ok(!shown.includes(key) && !shown.includes(Buffer.from(key, 'base64').toString('hex')))
})

test('without a key nothing is sealed', () => {
  assert.throws(() => new Keyring([]).seal('text', 'name'))
})

test('the first key signs, each of them recognizes its signatures, for their text and context only', () => {
  const [old, fresh] = [newKeyText(), newKeyText()]
  const [before, between, after] = [new Keyring([old]), new Keyring([fresh, old]), new Keyring([fresh])]
  const signature = before.sign('text', 'links') ?? ''
  assert.equal(between.isSigned('text', signature, 'links'), true)
  assert.equal(after.isSigned('text', signature, 'links'), false)
  assert.equal(after.isSigned('text', between.sign('text', 'links') ?? '', 'links'), true)
  for (const [text, given, context] of [
    ['other', signature, 'links'],
    ['text', signature, 'other'],
    ['text', `${signature}AAAA`, 'links'],
    ['text', '', 'links'],
  ] as const) {
    assert.equal(before.isSigned(text, given, context), false)
  }
  assert.equal(new Keyring([]).sign('text', 'links'), undefined)
  assert.equal(new Keyring([]).isSigned('text', signature, 'links'), false)
})
