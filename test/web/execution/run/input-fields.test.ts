import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expectedNames, fromFields, toFields } from '../../../../src/web/execution/run/input-fields.ts'

test('an input that was given is the same after the form, whatever the types of its fields', () => {
  const input = { text: '5', number: 5, yes: true, none: null, list: [1, { a: 'b' }], empty: '' }
  assert.deepEqual(fromFields(toFields(input, []) ?? []), input)
})

test('what the graph uses of its input is asked for', () => {
  const nodes = [
    { id: 'a', type: 'log', parameters: { message: 'Hello {{ params.name }}, {{ params.name }}' } },
    { id: 'b', type: 'for_each', parameters: { items: 'params.items' } },
  ]
  const names = expectedNames({ nodes, connections: {} })
  assert.deepEqual(names, ['name', 'items'])
  const fields = toFields({ name: 'Ada' }, names) ?? []
  assert.deepEqual(
    fields.map(({ name, kind }) => [name, kind]),
    [
      ['name', 'text'],
      ['items', 'json'],
    ],
  )
  assert.deepEqual(fromFields(fields), { name: 'Ada' })
})

test('nodes that get the input of the execution name its fields after `input`, others do not', () => {
  const names = expectedNames({
    nodes: [
      { id: 'start', type: 'start' },
      { id: 'total', type: 'transform', parameters: { expression: '$sum(input.items.(price * count))' } },
      { id: 'large', type: 'condition', parameters: { expression: 'input.sum > params.limit' } },
      { id: 'read', type: 'file_read', parameters: { path: 'input.csv', format: '{{ input.format }}' } },
      { id: 'alone', type: 'code', parameters: { code: 'return my.input.no + input.yes' } },
    ],
    connections: { start: [{ target: 'total' }, { target: 'read' }], total: [{ target: 'large' }] },
  })
  assert.deepEqual(names, ['items', 'limit', 'format', 'yes'])
})

test('a new field takes JSON, and everything else as text', () => {
  const field = { name: 'a', kind: 'json' as const }
  assert.deepEqual(fromFields([{ ...field, value: '[1]' }]), { a: [1] })
  assert.deepEqual(fromFields([{ ...field, value: 'plain' }]), { a: 'plain' })
})

test('an input that is no object is left to JSON', () => {
  for (const input of [[1], 'text', 5]) assert.equal(toFields(input, []), undefined)
})
