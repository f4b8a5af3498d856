import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import type { Case } from '../case.ts'
import { send } from '../request.ts'
import { fourNodes, INPUT } from '../scripts.ts'
import type { Server } from '../server.ts'
import { percentile } from '../statistics.ts'

const SCHEDULES = 1000
const AT_ONCE = 50
const SECOND = 1000
const PAGE = 200

const Page = z.object({
  data: z.array(
    z.object({ started_at: z.string().nullable(), trigger: z.object({ scheduled_at: z.string() }) }),
  ),
  next_cursor: z.string().nullable(),
})

/** How long after their ticks executions started whose ticks were between two times, in milliseconds. */
const latenessOf = async ({ url }: Server, from: number, to: number): Promise<number[]> => {
  const found: number[] = []
  let cursor = ''
  for (let oldest = to; oldest >= from; ) {
    const { body } = await send(url, { path: `/api/executions?limit=${PAGE}${cursor}` })
    const { data, next_cursor } = Page.parse(body)
    for (const { started_at, trigger } of data) {
      oldest = Date.parse(trigger.scheduled_at)
      if (oldest < from || oldest >= to) continue
      found.push(started_at === null ? Number.POSITIVE_INFINITY : Date.parse(started_at) - oldest)
    }
    if (next_cursor === null) break
    cursor = `&cursor=${encodeURIComponent(next_cursor)}`
  }
  return found
}

export const scheduleLateness: Case = {
  name: 'schedule-lateness',
  measures: '1,000 schedules that tick every second, all at once: how long after the tick executions start',
  targets: [{ side: 'ours', metric: 'p99', atMost: 100 }],
  async setUp(bench) {
    const server = await bench.ours({ database: await bench.seed([fourNodes]) })
    for (let first = 0; first < SCHEDULES; first += AT_ONCE) {
      const requests = Array.from({ length: AT_ONCE }, (_, index) => {
        const body = { script_id: 1, name: `Schedule ${first + index}`, every_ms: SECOND, input: INPUT }
        return send(server.url, { method: 'POST', path: '/api/schedules', body, status: 201 })
      })
      await Promise.all(requests)
    }
    const ours = async () => {
      await delay(2 * SECOND)
      const from = Date.now()
      const cpu = server.cpu()
      await delay(bench.options.seconds * SECOND)
      const busy = (server.cpu() - cpu) / bench.options.seconds
      const to = Date.now()
      await delay(2 * SECOND)
      const times = await latenessOf(server, from, to)
      const started = times.length / bench.options.seconds
      return { rate: started, p50: percentile(times, 0.5), p99: percentile(times, 0.99), busy }
    }
    return { ours }
  },
}
