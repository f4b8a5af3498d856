import assert from 'node:assert/strict'
import type { NodeType } from '../../../../src/engine/node-type.ts'
import { type NodeRun, runNode } from './run-node.ts'

/** The output of a node of kind `task`. */
export const runTask = async (
  type: NodeType,
  parameters: NodeRun['parameters'],
  world: Omit<NodeRun, 'parameters'> = {},
): Promise<unknown> => {
  const result = await runNode(type, { parameters, ...world })
  assert.ok('output' in result)
  return result.output
}
