import type { Case } from '../case.ts'
import type { Request } from '../request.ts'

const KEYS = 100

/** Each of `count` consecutive requests sets different values: SQLite writes nothing when nothing changes. */
const requests = Array.from({ length: 64 }, (_, round): Request => {
  const stats = Object.fromEntries(
    Array.from({ length: KEYS }, (_, index) => [`counter_${index}`, index + round]),
  )
  const expect = { success: true, data: { updated: KEYS } }
  return { method: 'PUT', path: '/api/dashboard/stats', body: { stats }, expect }
})

export const statsPut: Case = {
  name: 'stats-put',
  measures: 'PUT /api/dashboard/stats, 100 keys',
  targets: [
    { side: 'ours', metric: 'rate', to: 'fastify', atLeast: 1.2 },
    { side: 'ours', metric: 'rate', to: 'naive', atLeast: 20 },
  ],
  async setUp(bench) {
    const database = await bench.seed([])
    return {
      ours: await bench.load(await bench.ours({ database }), requests),
      fastify: await bench.load(await bench.rival('fastify', { database }), requests),
      naive: await bench.load(await bench.rival('naive', { database }), requests),
    }
  },
}
