import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Field, fieldsOf, type Schema } from '../../../src/web/form/fields.ts'
import {
  canSwitch,
  cellText,
  cellValue,
  emptyValue,
  expressionIn,
  isTemplate,
  modeOf,
  objectOf,
  parseNumber,
  rowsOf,
  templateOf,
  variantOf,
} from '../../../src/web/form/values.ts'
import { parseJson } from '../../../src/web/lib/json/parse.ts'

const object = (properties: Record<string, Schema>, required: string[] = []): Schema => ({
  type: 'object',
  properties,
  required,
})

const controlOf = (schema: Schema) => fieldsOf(object({ field: schema }))[0]?.control

test('each shape of schema has its control', () => {
  const kinds: [Schema, string][] = [
    [{ type: 'string' }, 'text'],
    [{ type: 'string', contentMediaType: 'application/jsonata' }, 'script'],
    [{ type: 'string', contentMediaType: 'application/sql' }, 'script'],
    [{ type: 'integer', minimum: 1, maximum: 64 }, 'number'],
    [{ type: 'boolean' }, 'switch'],
    [{ type: 'string', enum: ['a', 'b'] }, 'choice'],
    [{ type: 'array', items: { type: 'string' } }, 'list'],
    [{ type: 'array', items: {} }, 'json'],
    [{ type: 'object', additionalProperties: { type: 'integer' } }, 'map'],
    [object({ type: { const: 'basic' } }), 'group'],
    [{ anyOf: [{ type: 'boolean' }, { type: 'array', items: { type: 'string' } }] }, 'variants'],
    [{}, 'json'],
  ]
  for (const [schema, kind] of kinds) assert.equal(controlOf(schema)?.kind, kind, JSON.stringify(schema))
  assert.deepEqual(controlOf({ type: 'integer', exclusiveMinimum: 0 }), {
    kind: 'number',
    isInteger: true,
    minimum: 1,
  })
})

test('required fields come first, each in the order of the schema', () => {
  const fields = fieldsOf(object({ a: {}, b: {}, c: {}, d: {} }, ['d', 'b']))
  assert.deepEqual(
    fields.map(({ name }) => name),
    ['b', 'd', 'a', 'c'],
  )
})

const auth: Schema = {
  oneOf: [
    object({ type: { type: 'string', const: 'basic' }, username: { type: 'string' } }, ['type', 'username']),
    object({ type: { type: 'string', const: 'bearer' }, token: { type: 'string' } }, ['type', 'token']),
  ],
}

const variantsOf = (schema: Schema): readonly Field[] => {
  const control = controlOf(schema)
  assert.ok(control?.kind === 'variants')
  return control.variants
}

test('a variant is known by its constant or its type, and begins with what it requires', () => {
  const variants = variantsOf(auth)
  assert.deepEqual(
    variants.map(({ name }) => name),
    ['basic', 'bearer'],
  )
  assert.equal(variantOf(variants, { type: 'bearer', token: 'x' }), 1)
  assert.equal(variantOf(variants, undefined), 0)
  assert.deepEqual(variants[1] && emptyValue(variants[1]), { type: 'bearer', token: '' })
  const header = variantsOf({ anyOf: [{ type: 'boolean' }, { type: 'array', items: { type: 'string' } }] })
  assert.equal(variantOf(header, ['a']), 1)
  assert.equal(variantOf(header, false), 0)
})

test('a value that is one template as a whole is an expression, except where text is written anyway', () => {
  const number = controlOf({ type: 'integer' })
  const text = controlOf({ type: 'string' })
  assert.ok(number && text)
  assert.equal(modeOf(number, '{{ input.x }}'), 'expression')
  assert.equal(modeOf(number, 5), 'value')
  assert.equal(modeOf(text, '{{ input.x }}'), 'value')
  assert.ok(canSwitch(number) && !canSwitch(text))
  assert.ok(!isTemplate('{{ a }} and {{ b }}') && !isTemplate('x {{ a }}') && !isTemplate(5))
  assert.equal(expressionIn(templateOf('$sum(input) ')), '$sum(input) ')
  assert.equal(expressionIn(templateOf('{"a": {"b": 1}}')), '{"a": {"b": 1}}')
})

test('numbers are read as they are typed, and what is none stays for the server to refuse', () => {
  assert.equal(parseNumber(' 12 '), 12)
  assert.equal(parseNumber('-1.5e3'), -1500)
  assert.equal(parseNumber(''), undefined)
  assert.equal(parseNumber('12x'), '12x')
})

test('cells of a map come back as they were', () => {
  fc.assert(
    fc.property(fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.integer())), (value) => {
      assert.deepEqual(cellValue(cellText(value)), value)
    }),
  )
  for (const text of ['', '007', '1.0', 'text', '{{ input.x }}', '{"a":1}', '[1,']) {
    assert.equal(cellValue(text), text)
  }
})

test('rows without a name are no part of the object', () => {
  assert.deepEqual(
    objectOf([
      ['a', 1],
      ['', 2],
      ['b', '3'],
    ]),
    { a: 1, b: '3' },
  )
  assert.equal(objectOf([['', '']]), undefined)
  assert.deepEqual(rowsOf({ a: 1 }), [['a', 1]])
  assert.deepEqual(rowsOf('x'), [])
})

test('JSON that is being typed is a value, nothing, or an error', () => {
  assert.deepEqual(parseJson('{"a":1}'), { value: { a: 1 } })
  assert.deepEqual(parseJson('  '), { value: undefined })
  assert.ok('error' in parseJson('{"a":'))
})

test('the id of a script is chosen, and may be an expression', () => {
  const [field] = fieldsOf({ properties: { script_id: { type: 'integer', minimum: 1 } } })
  assert.ok(field)
  assert.deepEqual(field.control, { kind: 'script-id' })
  assert.equal(modeOf(field.control, '{{ input.id }}'), 'expression')
  assert.equal(emptyValue(field), undefined)
})
