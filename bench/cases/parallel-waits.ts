import type { Case } from '../case.ts'
import { diamond, executeRequest, waitNode } from '../scripts.ts'

export const parallelWaits: Case = {
  name: 'parallel-waits',
  measures: '10 waits of 100 ms at once, stored',
  targets: [{ side: 'ours', metric: 'p95', atMost: 150 }],
  async setUp(bench) {
    const ours = await bench.ours({ database: await bench.seed([diamond(12, waitNode(100))]) })
    return { ours: await bench.load(ours, executeRequest(1)) }
  },
}
