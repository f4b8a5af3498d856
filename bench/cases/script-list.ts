import type { Case } from '../case.ts'
import { send } from '../request.ts'
import { tenNodes } from '../scripts.ts'

const SCRIPTS = 10_000

export const scriptList: Case = {
  name: 'script-list',
  measures: 'GET /api/scripts?limit=50 over 10,000 scripts',
  targets: [{ side: 'ours', metric: 'rate', to: 'fastify', atLeast: 1.2 }],
  async setUp(bench) {
    const database = await bench.seed(
      Array.from({ length: SCRIPTS }, (_, index) => tenNodes(`Script ${index}`)),
    )
    const [ours, fastify] = await Promise.all([
      bench.ours({ database }),
      bench.rival('fastify', { database }),
    ])
    const request = { path: '/api/scripts?limit=50', expect: { success: true, count: 50 } }
    const { body } = await send(ours.url, request)
    return {
      ours: await bench.load(ours, request),
      fastify: await bench.load(fastify, { ...request, expect: Object(body) }),
    }
  },
}
