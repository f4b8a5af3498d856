import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nearestAddress } from '../../../src/lib/text/nearest-address.ts'

const patterns = [
  '/healthz',
  '/api/scripts',
  '/api/scripts/:script_id',
  '/api/scripts/:script_id/nodes',
  '/api/executions',
  '/api/files',
]

test('an address that leads nowhere is answered with the one that is probably meant', () => {
  for (const [path, meant] of [
    ['/api/scripts/', '/api/scripts'],
    ['/api//scripts/7', '/api/scripts/7'],
    ['/API/Scripts', '/api/scripts'],
    ['/api/script', '/api/scripts'],
    ['/api/scirpts/7/node', '/api/scripts/7/nodes'],
    ['/scripts/7', '/api/scripts/7'],
    ['/execution', '/api/executions'],
    ['/health', '/healthz'],
    ['/api/nodes', undefined],
    ['/api/scripts/7/run', undefined],
    ['/api', undefined],
    ['/', undefined],
    [`/api/script${'/'.repeat(200)}`, undefined],
  ] as const) {
    assert.equal(nearestAddress(path, patterns, 'api'), meant, path)
  }
})
