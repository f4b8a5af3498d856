import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { type NodeType, portsOf } from '../../../src/engine/node-type.ts'
import { allNodeTypes } from '../../../src/engine/node-types/registry.ts'
import { runNode } from '../../support/engine/run/run-node.ts'

/** Types whose examples need services of their own; their own tests run them. */
const elsewhere = [
  'http_request',
  'code',
  'sql',
  'database',
  'file_read',
  'file_write',
  'file_list',
  'file_move',
  'file_delete',
]

const run = (type: NodeType) => {
  const { parameters, input = null } = type.example
  const services = { stats: { increment: async () => {} } }
  return runNode(type, { parameters, scope: { input }, services })
}

for (const type of allNodeTypes) {
  test(`${type.type} describes each parameter, with an example`, () => {
    const schema = z.toJSONSchema(type.parameters, { io: 'input', unrepresentable: 'any' })
    assert.equal(schema.type, 'object')
    assert.equal(schema.additionalProperties, false)
    for (const [name, field] of Object.entries(schema.properties ?? {})) {
      assert.ok(typeof field === 'object' && field.description, `${name} has a description`)
      assert.ok(field.examples?.length, `${name} has examples`)
    }
  })

  test(`${type.type} has ports for its example, and one for its error`, () => {
    const ports = portsOf(type, type.example.parameters)
    assert.equal(ports.at(-1), 'error')
    assert.equal(new Set(ports).size, ports.length)
  })

  if (elsewhere.includes(type.type) || type.type === 'fail') continue
  test(`the example of ${type.type} works`, async () => {
    const result = await run(type)
    if (type.example.output === undefined) return
    assert.deepStrictEqual('output' in result && result.output, type.example.output)
  })
}
