import type { Case } from '../case.ts'
import { executeRequest, fourNodes, LARGE_ORDER } from '../scripts.ts'

export const execute: Case = {
  name: 'execute',
  measures: 'POST /api/scripts/{id}/execute, four nodes, stored; Node-RED stores nothing',
  targets: [{ side: 'ours', metric: 'rate', to: 'node-red', atLeast: 1.5 }],
  async setUp(bench) {
    const ours = await bench.ours({ database: await bench.seed([fourNodes]) })
    const nodeRed = await bench.rival('node-red')
    const request = executeRequest(1, LARGE_ORDER)
    return {
      ours: await bench.load(ours, request),
      'node-red': await bench.load(nodeRed, { ...request, path: '/execute', expect: LARGE_ORDER }),
    }
  },
}
