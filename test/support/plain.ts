import assert from 'node:assert/strict'

/** Asserts that a value is nothing but JSON: no functions, no prototypes but those of literals, nothing hidden. */
export const assertPlain = (value: unknown, place = 'the value') => {
  if (typeof value !== 'object' || value === null) {
    assert.ok(value === null || ['string', 'number', 'boolean'].includes(typeof value), place)
    return
  }
  const isArray = Array.isArray(value)
  assert.equal(Object.getPrototypeOf(value), isArray ? Array.prototype : Object.prototype, place)
  const names = Reflect.ownKeys(value).filter((name) => !(isArray && name === 'length'))
  for (const name of names) {
    const field = `${place}.${String(name)}`
    const found = Object.getOwnPropertyDescriptor(value, name)
    assert.ok(isArray ? /^\d+$/.test(String(name)) : typeof name === 'string', field)
    assert.ok(found?.enumerable && found.writable, field)
    assertPlain(found.value, field)
  }
}
