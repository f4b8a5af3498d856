import type { Case } from '../case.ts'
import { send } from '../request.ts'
import { tenNodes } from '../scripts.ts'

export const scriptRead: Case = {
  name: 'script-read',
  measures: 'GET /api/scripts/{id}, ten nodes',
  targets: [
    { side: 'ours', metric: 'rate', to: 'bare', atLeast: 0.75 },
    { side: 'ours', metric: 'rate', to: 'fastify', atLeast: 1.1 },
    { side: 'ours 304', metric: 'rate', to: 'bare', atLeast: 0.85 },
  ],
  async setUp(bench) {
    const database = await bench.seed([tenNodes('Ten nodes')])
    const [ours, fastify] = await Promise.all([
      bench.ours({ database }),
      bench.rival('fastify', { database }),
    ])
    const request = { path: '/api/scripts/1', expect: { success: true, data: { id: 1, node_count: 10 } } }
    const { body, headers } = await send(ours.url, request)
    const bare = await bench.rival('bare', { env: { BODY: JSON.stringify(body) } })
    const known = { 'if-none-match': headers.get('etag') ?? '' }
    return {
      ours: await bench.load(ours, request),
      'ours 304': await bench.load(ours, { path: request.path, headers: known, status: 304 }),
      bare: await bench.load(bare, request),
      fastify: await bench.load(fastify, { ...request, expect: Object(body) }),
    }
  },
}
