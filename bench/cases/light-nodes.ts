import type { Case } from '../case.ts'
import { executeRequest, lightNodes } from '../scripts.ts'

export const lightNodesInLine: Case = {
  name: 'light-nodes',
  measures: '40 code nodes in a line, each fibo(10), stored, one execution at a time',
  targets: [{ side: 'ours', metric: 'p50', atMost: 200 }],
  async setUp(bench) {
    const ours = await bench.ours({ database: await bench.seed([lightNodes(40)]) })
    return { ours: await bench.load(ours, executeRequest(1, 55), { connections: 1 }) }
  },
}
