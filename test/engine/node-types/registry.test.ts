import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NodeTypes } from '../../../src/engine/node-types/registry.ts'
import { startType } from '../../../src/engine/node-types/start.ts'

test('all node types are in the catalogue', () => {
  assert.deepStrictEqual(new NodeTypes().all.map(({ type }) => type).toSorted(), [
    'code',
    'condition',
    'database',
    'end',
    'fail',
    'file_delete',
    'file_list',
    'file_move',
    'file_read',
    'file_write',
    'for_each',
    'http_request',
    'log',
    'merge',
    'repeat',
    'respond',
    'sql',
    'start',
    'stats',
    'sub_script',
    'switch',
    'transform',
    'wait',
    'wait_for_event',
  ])
})

test('a type is found by its name, and only by that', () => {
  const types = new NodeTypes([startType])
  assert.equal(types.get('start'), startType)
  for (const name of ['end', 'constructor', '__proto__', '']) assert.equal(types.get(name), undefined)
})

test('two types of one name are refused', () => {
  assert.throws(() => new NodeTypes([startType, startType]), /two node types are named start/)
})
