import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildOpenApiDocument } from '../../src/app/openapi-document.ts'
import { isRecord } from '../../src/lib/json/is-record.ts'

const document = await buildOpenApiDocument()
const schemas = Object(document.components?.schemas)

/** Every schema in the document with the place where it stands; examples are data. */
const schemasIn = (
  part: unknown,
  at = '',
): readonly (readonly [string, Readonly<Record<string, unknown>>])[] => {
  if (Array.isArray(part)) return part.flatMap((item, index) => schemasIn(item, `${at}/${index}`))
  if (!isRecord(part)) return []
  const inner = Object.entries(part).flatMap(([key, value]) =>
    ['example', 'examples', 'default'].includes(key) ? [] : schemasIn(value, `${at}/${key}`),
  )
  return [[at, part], ...inner]
}

const all = schemasIn({ paths: document.paths, schemas })
const isOf = (schema: Readonly<Record<string, unknown>>, type: string): boolean =>
  [schema.type].flat().includes(type)

/** What generators of clients in other languages are known to fail at, or to get wrong. */
test('no boolean has a single value', () => {
  const booleans = all.filter(([, schema]) => isOf(schema, 'boolean'))
  assert.ok(booleans.length > 10)
  assert.deepEqual(
    booleans.filter(([, schema]) => 'enum' in schema || 'const' in schema),
    [],
  )
})

test('every number says how large it may be, by an inclusive bound', () => {
  const numbers = all.filter(([, schema]) => isOf(schema, 'integer') || isOf(schema, 'number'))
  assert.ok(numbers.length > 50)
  for (const [at, schema] of numbers) {
    assert.equal(schema.format, isOf(schema, 'integer') ? 'int64' : 'double', at)
    assert.ok(!('exclusiveMinimum' in schema) && !('exclusiveMaximum' in schema), at)
  }
})

test('no object has a property of its own name', () => {
  for (const [name, schema] of Object.entries(schemas)) {
    const own = name.toLowerCase()
    const names = Object.keys(Object(Object(schema).properties))
    assert.deepEqual(
      names.filter((each) => each.replaceAll('_', '').toLowerCase() === own),
      [],
      name,
    )
  }
})

test('every answer is a named schema', () => {
  const answers = Object.values(document.paths ?? {})
    .flatMap((path) => Object.values(path))
    .flatMap((operation) => Object.values(Object(Object(operation).responses)))
    .flatMap((response) => Object(response).content?.['application/json']?.schema ?? [])
  assert.ok(answers.length > 50)
  for (const schema of answers) assert.match(String(Object(schema).$ref), /^#\/components\/schemas\/\w+$/)
})

test('names of shared responses are short', () => {
  const names = Object.keys(document.components?.responses ?? {})
  assert.ok(names.length > 5)
  assert.deepEqual(
    names.filter((name) => name.length > 30),
    [],
  )
})

test('objects and enumerations in other objects are named', () => {
  const inline = all.filter(
    ([at, schema]) =>
      /^\/schemas\/\w+\/properties\/\w+$/.test(at) &&
      (('enum' in schema && [schema.enum].flat().length > 1) ||
        ('properties' in schema && isOf(schema, 'object'))),
  )
  assert.deepEqual(
    inline.map(([at]) => at),
    [],
  )
})

test('no value of an enumeration is a member that every enumeration of Kotlin has, unless it is named otherwise', () => {
  const taken = ['name', 'ordinal', 'entries', 'values']
  const enumerations = all.filter(([, schema]) => Array.isArray(schema.enum))
  assert.ok(enumerations.length > 10)
  for (const [at, schema] of enumerations) {
    const names = [schema['x-enum-varnames'] ?? schema.enum].flat()
    assert.deepEqual(
      names.filter((name) => taken.includes(String(name))),
      [],
      at,
    )
    assert.equal(new Set(names).size, [schema.enum].flat().length, at)
  }
})
