import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bodyFails, fails, probeFails } from '../../../src/http/response/operation-responses.ts'

test('codes of one status share a response, and every operation documents internal errors', () => {
  const responses = probeFails('SCRIPT_NOT_FOUND', 'NODE_NOT_FOUND')
  assert.deepEqual(Object.keys(responses), ['404', '431', '500', '503'])
  assert.equal(responses[404].description, 'SCRIPT_NOT_FOUND, NODE_NOT_FOUND')
})

test('a guarded operation documents the refusals of the guard', () => {
  const responses = fails('PATH_OUTSIDE_WORKSPACE')
  assert.deepEqual(Object.keys(responses), ['400', '401', '403', '422', '429', '431', '500', '503'])
  assert.equal(responses[403].description, 'PATH_OUTSIDE_WORKSPACE, FORBIDDEN, HOST_REFUSED, ORIGIN_REFUSED')
})

test('an operation with a body documents the errors of bodies', () => {
  const always = Object.keys(fails())
  assert.deepEqual(Object.keys(bodyFails()), [...always, '408', '413', '415'].sort())
})
