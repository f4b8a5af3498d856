import { type Case, perItem } from '../case.ts'
import { diamond, executeRequest, loop } from '../scripts.ts'

const ITEMS = 10_000

export const graphGrowth: Case = {
  name: 'graph-growth',
  measures: 'execute, one after another; times are per node',
  targets: [
    { side: '1,000 nodes', metric: 'mean', to: '100 nodes', atMost: 1.5 },
    { side: '10,000 items', metric: 'mean', to: '100 nodes', atMost: 1.5 },
  ],
  async setUp(bench) {
    const ours = await bench.ours({ database: await bench.seed([diamond(100), diamond(1000), loop(ITEMS)]) })
    const run = async (id: number, count: number, output?: unknown) =>
      perItem(await bench.load(ours, executeRequest(id, output), { connections: 1 }), count)
    return {
      '100 nodes': await run(1, 100),
      '1,000 nodes': await run(2, 1000),
      '10,000 items': await run(3, ITEMS, ITEMS),
    }
  },
}
