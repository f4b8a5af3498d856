import fc from 'fast-check'
import { isRecord } from '../../src/lib/json/is-record.ts'
import { anyCharacter } from '../support/any-character.ts'

export type Schema = Readonly<Record<string, unknown>>

/** Finds the schema that a `$ref` names. */
export type Resolve = (ref: string) => Schema

const MAX_DEPTH = 4
const MAX_TEXT = 300
const MAX_ITEMS = 4

const numberOf = (value: unknown, fallback: number): number => (typeof value === 'number' ? value : fallback)

const schemaOf = (value: unknown): Schema => (isRecord(value) ? value : {})

const text = ({ format, pattern, minLength, maxLength }: Schema): fc.Arbitrary<unknown> => {
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern))
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString())
  const min = numberOf(minLength, 0)
  const max = numberOf(maxLength, MAX_TEXT)
  const lengths = { minLength: min, maxLength: Math.max(min, Math.min(max, MAX_TEXT)) }
  const borders = [min, max].filter((length) => length <= 5000).map((length) => 'x'.repeat(length))
  return fc.oneof(
    fc.string(lengths),
    fc.string({ ...lengths, unit: anyCharacter }),
    fc.constantFrom(...borders, ''),
  )
}

const integer = (schema: Schema): fc.Arbitrary<unknown> => {
  const lower = numberOf(schema.minimum, numberOf(schema.exclusiveMinimum, -1000))
  const upper = Math.max(lower, numberOf(schema.maximum, lower + 1_000_000))
  const [min, max] = [Math.ceil(lower), Math.floor(upper)]
  // Ids of existing resources are small.
  return fc.oneof(
    fc.constantFrom(lower, upper),
    fc.integer({ min, max: Math.min(max, min + 2) }),
    fc.integer({ min, max }),
  )
}

const object = (schema: Schema, resolve: Resolve, depth: number): fc.Arbitrary<unknown> => {
  const required = Array.isArray(schema.required) ? schema.required.map(String) : []
  const entries = Object.entries(schemaOf(schema.properties))
    .filter(([name]) => depth < MAX_DEPTH || required.includes(name))
    .map(([name, each]) => [name, arbitraryOf(schemaOf(each), resolve, depth + 1)] as const)
  const own = fc.record(Object.fromEntries(entries), {
    requiredKeys: required.filter((name) => entries.some(([own]) => own === name)),
  })
  if (!isRecord(schema.additionalProperties) || depth >= MAX_DEPTH) return own
  const others = fc.dictionary(
    fc.string({ minLength: 1, maxLength: 12 }),
    arbitraryOf(schema.additionalProperties, resolve, depth + 1),
    { maxKeys: MAX_ITEMS },
  )
  return fc.tuple(others, own).map(([more, fixed]) => ({ ...more, ...fixed }))
}

/** Values that fit a JSON Schema as far as the published document uses it, the borders of ranges among them. */
export const arbitraryOf = (schema: Schema, resolve: Resolve, depth = 0): fc.Arbitrary<unknown> => {
  if (typeof schema.$ref === 'string') return arbitraryOf(resolve(schema.$ref), resolve, depth + 1)
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum)
  const choices = schema.anyOf ?? schema.oneOf
  if (Array.isArray(choices)) return fc.oneof(...choices.map((each) => arbitraryOf(each, resolve, depth)))
  const types = Array.isArray(schema.type) ? schema.type : [schema.type]
  return fc.oneof(...types.map((type) => ofType({ ...schema, type }, resolve, depth)))
}

const ofType = (schema: Schema, resolve: Resolve, depth: number): fc.Arbitrary<unknown> => {
  switch (schema.type) {
    case 'null':
      return fc.constant(null)
    case 'boolean':
      return fc.boolean()
    case 'string':
      return text(schema)
    case 'integer':
      return integer(schema)
    case 'number':
      return fc.oneof(integer(schema), fc.double({ noNaN: true, noDefaultInfinity: true }))
    case 'array': {
      const minLength = numberOf(schema.minItems, 0)
      const maxLength = Math.max(minLength, depth < MAX_DEPTH ? MAX_ITEMS : 0)
      return fc.array(arbitraryOf(schemaOf(schema.items), resolve, depth + 1), { minLength, maxLength })
    }
    case 'object':
      return object(schema, resolve, depth)
    default:
      return fc.jsonValue({ maxDepth: 2 })
  }
}
