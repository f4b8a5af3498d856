import { type Case, perItem } from '../case.ts'
import type { Request } from '../request.ts'
import { INPUT } from '../scripts.ts'

const NODES = 100

const request = (count: number): Request => ({
  method: 'POST',
  path: '/api/nodes/execute',
  body: {
    input: INPUT,
    nodes: Array.from({ length: count }, () => ({
      type: 'transform',
      parameters: { expression: '$sum(input.items.(price * quantity))' },
    })),
  },
  expect: { count, data: [{ status: 'completed', output: 122 }] },
})

export const nodesExecute: Case = {
  name: 'nodes-execute',
  measures: 'POST /api/nodes/execute, 100 transform nodes; rates are of nodes',
  targets: [{ side: 'at once', metric: 'rate', to: 'one by one', atLeast: 3 }],
  async setUp(bench) {
    const ours = await bench.ours()
    return {
      'at once': perItem(await bench.load(ours, request(NODES)), NODES),
      'one by one': await bench.load(ours, request(1)),
    }
  },
}
