import type { Case } from '../case.ts'
import type { Request } from '../request.ts'

export const statsIncrement: Case = {
  name: 'stats-increment',
  measures: 'POST /api/dashboard/stats/increment, one key, synchronous=FULL',
  targets: [
    { side: 'ours', metric: 'rate', to: 'fastify', atLeast: 5 },
    { side: 'ours', metric: 'p99', atMost: 20 },
  ],
  async setUp(bench) {
    const database = await bench.seed([])
    const request: Request = {
      method: 'POST',
      path: '/api/dashboard/stats/increment',
      body: { deltas: { visits: 1 } },
      expect: { success: true, data: { stats: {} } },
    }
    return {
      ours: await bench.load(await bench.ours({ database }), request),
      fastify: await bench.load(await bench.rival('fastify', { database }), request),
    }
  },
}
