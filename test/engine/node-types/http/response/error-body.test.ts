import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { shortened } from '../../../../../src/engine/node-types/http/response/error-body.ts'

const whole: readonly unknown[] = [
  null,
  true,
  12.5,
  '',
  'x'.repeat(998),
  { message: 'x'.repeat(900), code: 7 },
  { errors: [{ field: 'a', message: 'missing' }, null, false] },
  { base64: 'eA==' },
  [],
  {},
]

test('a short body is the body itself', () => {
  for (const body of whole) assert.deepEqual(shortened(body), { body, isCut: false })
})

const long = 'x'.repeat(5000)
const cut = `${'x'.repeat(200)}…`

const cases: readonly (readonly [body: unknown, short: unknown])[] = [
  [long, `${'x'.repeat(998)}…`],
  [[long], [cut]],
  [
    { trace: long, message: 'bad', code: 7 },
    { trace: cut, message: 'bad', code: 7 },
  ],
  [{ error: { message: long, status: 500 } }, { error: { message: cut, status: 500 } }],
  [{ base64: long }, { base64: cut }],
  [{ ['__proto__']: long }, { ['__proto__']: cut }],
]

test('a long body keeps its shape and is cut inside', () => {
  for (const [body, short] of cases) assert.deepEqual(shortened(body), { body: short, isCut: true })
})

test('what comes after a long list is kept', () => {
  const { body, isCut } = shortened({
    items: Array.from({ length: 1000 }, (_, id) => ({ id })),
    message: 'bad',
  })
  assert.ok(isCut)
  const { items, message } = Object(body)
  assert.equal(message, 'bad')
  assert.deepEqual(items[0], { id: 0 })
  assert.ok(items.length > 10 && items.length < 1000)
})

test('a character is not split', () => {
  assert.deepEqual(shortened(`${'x'.repeat(997)}\u{1f600}${long}`).body, `${'x'.repeat(997)}…`)
})

const kindOf = (value: unknown): string =>
  Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value

/** Whether `part` is a part of `value`, with the same kinds of values in the same places. */
const isPartOf = (part: unknown, value: unknown): boolean => {
  if (kindOf(part) !== kindOf(value)) return false
  if (typeof part === 'string') return part === value || String(value).startsWith(part.replace(/…$/, ''))
  if (typeof part !== 'object' || part === null) return Object.is(part, value)
  return Object.entries(part).every(
    ([name, member]) => Object.hasOwn(Object(value), name) && isPartOf(member, Object(value)[name]),
  )
}

test('any body is cut to a part of it of about the same length, whatever it is', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 40, stringUnit: 'grapheme' }), fc.nat(30), (json, times) => {
      const value = Array.from({ length: times }, () => json)
      const { body, isCut } = shortened(value)
      assert.ok(isPartOf(body, value))
      assert.equal(isCut, JSON.stringify(body) !== JSON.stringify(value))
    }),
  )
})

test('what remains is short, and large or deep bodies take no time', () => {
  const deep = JSON.parse('['.repeat(5000) + ']'.repeat(5000))
  const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`name${index}`, [long]]))
  const started = process.threadCpuUsage().user
  for (const body of [deep, wide, [wide], { [long]: long }, new Array(100_000).fill({ a: [] })]) {
    const { body: short, isCut } = shortened(body)
    assert.ok(isCut)
    assert.ok(JSON.stringify(short).length < 1500, JSON.stringify(short).slice(0, 100))
  }
  assert.ok(process.threadCpuUsage().user - started < 1_000_000)
})
