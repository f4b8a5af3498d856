import assert from 'node:assert/strict'
import { test } from 'node:test'
import { otherType } from '../../../src/engine/graph/other-types.ts'
import { allNodeTypes } from '../../../src/engine/node-types/registry.ts'

const cases: readonly (readonly [type: string, meant: string | undefined])[] = [
  ['if', 'condition'],
  ['Function', 'code'],
  ['n8n-nodes-base.httpRequest', 'http_request'],
  ['split_in_batches', 'for_each'],
  ['for each', 'for_each'],
  ['delay', 'wait'],
  ['print', 'log'],
  ['constructor', undefined],
  ['sum', undefined],
  ['', undefined],
]

for (const [type, meant] of cases) {
  test(`"${type}" is ${meant ?? 'no type'} here`, () => {
    assert.equal(otherType(type), meant)
  })
}

test('what is suggested exists', () => {
  const types: readonly string[] = allNodeTypes.map(({ type }) => type)
  for (const [, meant] of cases) assert.ok(meant === undefined || types.includes(meant))
})
