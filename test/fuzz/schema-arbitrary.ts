import fc from 'fast-check'
import { isRecord } from '../../src/lib/json/is-record.ts'

export type Schema = Readonly<Record<string, unknown>>

/** Finds the schema that a `$ref` names. */
export type Resolve = (ref: string) => Schema

const DEEPEST = 4
const LONGEST_TEXT = 300
const MOST_ITEMS = 4

const numberOf = (value: unknown, fallback: number): number => (typeof value === 'number' ? value : fallback)

const schemaOf = (value: unknown): Schema => (isRecord(value) ? value : {})

const text = ({ format, pattern, minLength, maxLength }: Schema): fc.Arbitrary<unknown> => {
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern))
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString())
  const least = numberOf(minLength, 0)
  const most = numberOf(maxLength, LONGEST_TEXT)
  const lengths = { minLength: least, maxLength: Math.max(least, Math.min(most, LONGEST_TEXT)) }
  const borders = [least, most].filter((length) => length <= 5000).map((length) => 'x'.repeat(length))
  return fc.oneof(
    fc.string(lengths),
    fc.string({ ...lengths, unit: 'binary' }),
    fc.constantFrom(...borders, ''),
  )
}

const integer = (schema: Schema): fc.Arbitrary<unknown> => {
  const min = numberOf(schema.minimum, numberOf(schema.exclusiveMinimum, -1000))
  const max = Math.max(min, numberOf(schema.maximum, min + 1_000_000))
  const [least, most] = [Math.ceil(min), Math.floor(max)]
  // What exists has small numbers.
  return fc.oneof(
    fc.constantFrom(min, max),
    fc.integer({ min: least, max: Math.min(most, least + 2) }),
    fc.integer({ min: least, max: most }),
  )
}

const object = (schema: Schema, resolve: Resolve, depth: number): fc.Arbitrary<unknown> => {
  const required = Array.isArray(schema.required) ? schema.required.map(String) : []
  const entries = Object.entries(schemaOf(schema.properties))
    .filter(([name]) => depth < DEEPEST || required.includes(name))
    .map(([name, each]) => [name, arbitraryOf(schemaOf(each), resolve, depth + 1)] as const)
  const own = fc.record(Object.fromEntries(entries), {
    requiredKeys: required.filter((name) => entries.some(([own]) => own === name)),
  })
  if (!isRecord(schema.additionalProperties) || depth >= DEEPEST) return own
  const others = fc.dictionary(
    fc.string({ minLength: 1, maxLength: 12 }),
    arbitraryOf(schema.additionalProperties, resolve, depth + 1),
    { maxKeys: MOST_ITEMS },
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
      const maxLength = Math.max(minLength, depth < DEEPEST ? MOST_ITEMS : 0)
      return fc.array(arbitraryOf(schemaOf(schema.items), resolve, depth + 1), { minLength, maxLength })
    }
    case 'object':
      return object(schema, resolve, depth)
    default:
      return fc.jsonValue({ maxDepth: 2 })
  }
}
