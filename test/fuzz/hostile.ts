import fc from 'fast-check'
import { isRecord } from '../../src/lib/json/is-record.ts'
import { anyCharacter } from '../support/any-character.ts'

const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)])

/** Values that programs stumble over. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    '',
    ' ',
    0,
    -0,
    -1,
    1.5,
    1e308,
    2 ** 53,
    -(2 ** 63),
    [],
    {},
    '\0',
    '\ud800',
    '\udc00x',
    'a\r\nSet-Cookie: a=b',
    '\u202e\ufeff',
    '../../etc/passwd',
    '/etc/passwd',
    '%00',
    '{{ input }}',
    '{{ $$ ~> $eval }}',
    '{{',
    "'; DROP TABLE scripts; --",
    '%',
    '_',
    'constructor',
    '__proto__',
    'x'.repeat(5000),
    '😀'.repeat(300),
    JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
  ),
  fc.integer({ min: 20, max: 120 }).map(nested),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: anyCharacter, maxLength: 40 }),
)

/** How many places a value has: itself and everything in it. */
const countPlaces = (value: unknown): number => {
  if (Array.isArray(value)) return value.reduce((sum, item) => sum + countPlaces(item), 1)
  return isRecord(value) ? Object.values(value).reduce((sum: number, item) => sum + countPlaces(item), 1) : 1
}

/** The value with another one in the given place; the place of the value itself is 0. */
const replaceAt = (value: unknown, place: number, other: unknown): unknown => {
  if (place === 0) return other
  let left = place - 1
  const visit = (item: unknown): unknown => {
    const here = left
    left -= countPlaces(item)
    return here >= 0 && left < 0 ? replaceAt(item, here, other) : item
  }
  if (Array.isArray(value)) return value.map(visit)
  return isRecord(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, visit(item)]))
    : value
}

const withKey = (value: unknown, key: string, other: unknown): unknown =>
  isRecord(value) ? { ...value, [key]: other } : value

/** What an arbitrary gives, with one thing in it broken. */
export const broken = (fitting: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc
    .tuple(fitting, fc.nat(), hostileValue, fc.constantFrom('replace', 'add'), fc.string({ maxLength: 9 }))
    .map(([value, seed, other, how, key]) =>
      how === 'add' ? withKey(value, key, other) : replaceAt(value, seed % countPlaces(value), other),
    )
