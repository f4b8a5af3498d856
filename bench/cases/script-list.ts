import type { Case } from '../case.ts'
import { type Request, send } from '../request.ts'
import { tenNodes } from '../scripts.ts'

const SCRIPTS = 10_000
const LIMIT = 50
// Pages that start at every tenth script exceed the server's page cache.
const STEP = 10

const pageOf = (limit: number, cursor?: string): Request => ({
  path: `/api/scripts?limit=${limit}${cursor === undefined ? '' : `&cursor=${cursor}`}`,
  expect: { success: true, count: limit },
})

/** Requests for the pages that start at every `step`th script, without the incomplete last ones. */
const pages = async (url: string, step: number): Promise<readonly Request[]> => {
  const requests = [pageOf(LIMIT)]
  let cursor: string | undefined
  for (let from = step; from + LIMIT <= SCRIPTS; from += step) {
    const { body } = await send(url, pageOf(step, cursor))
    cursor = String(Object(body).next_cursor)
    requests.push(pageOf(LIMIT, cursor))
  }
  return requests
}

export const scriptList: Case = {
  name: 'script-list',
  measures: 'GET /api/scripts?limit=50 over 10,000 scripts: the first page, all in turn, any of many more',
  // Uncached pages are reported without a target.
  targets: ['first', 'all'].map((name) => ({
    side: `ours, ${name}`,
    metric: 'rate',
    to: `fastify, ${name}`,
    atLeast: 1.2,
  })),
  async setUp(bench) {
    const database = await bench.seed(
      Array.from({ length: SCRIPTS }, (_, index) => tenNodes(`Script ${index}`)),
    )
    const [ours, fastify] = await Promise.all([
      bench.ours({ database }),
      bench.rival('fastify', { database }),
    ])
    const { body } = await send(ours.url, pageOf(LIMIT))
    const first = { ...pageOf(LIMIT), expect: Object(body) }
    const [all, any] = [await pages(ours.url, LIMIT), await pages(ours.url, STEP)]
    return {
      'ours, first': await bench.load(ours, first),
      'fastify, first': await bench.load(fastify, first),
      'ours, all': await bench.load(ours, all),
      'fastify, all': await bench.load(fastify, all),
      'ours, any': await bench.load(ours, any),
      'fastify, any': await bench.load(fastify, any),
    }
  },
}
