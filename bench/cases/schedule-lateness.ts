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
/** How long is waited for a server that comes too late to its ticks. */
const PATIENCE = 10 * SECOND

const Page = z.object({
  data: z.array(
    z.object({
      created_at: z.string(),
      started_at: z.string().nullable(),
      trigger: z.object({ scheduled_at: z.string() }),
    }),
  ),
  next_cursor: z.string().nullable(),
})

const read = async ({ url }: Server, parameters: string) =>
  Page.parse((await send(url, { path: `/api/executions?${parameters}` })).body)

/** Waits until executions of ticks at this time have been accepted, but not longer than a while. */
const untilReached = async (server: Server, time: number): Promise<void> => {
  const end = Date.now() + PATIENCE
  for (;;) {
    const [newest] = (await read(server, 'limit=1')).data
    if (Date.now() > end || (newest && Date.parse(newest.trigger.scheduled_at) >= time)) return
    await delay(SECOND / 4)
  }
}

/**
 * How long after their ticks executions started whose ticks were between two times, in milliseconds; for those that
 * have not started at least that long.
 */
const latenessOf = async (server: Server, from: number, to: number): Promise<number[]> => {
  const found: number[] = []
  let cursor = ''
  // None is accepted before its tick.
  for (let oldest = to; oldest >= from; ) {
    const { data, next_cursor } = await read(server, `limit=${PAGE}${cursor}`)
    for (const { created_at, started_at, trigger } of data) {
      oldest = Date.parse(created_at)
      const tick = Date.parse(trigger.scheduled_at)
      if (tick < from || tick >= to) continue
      found.push((started_at === null ? Date.now() : Date.parse(started_at)) - tick)
    }
    if (next_cursor === null) break
    cursor = `&cursor=${encodeURIComponent(next_cursor)}`
  }
  return found
}

interface Ticking {
  readonly name: string
  readonly measures: string
  /** The time from the tick of one schedule to that of the next. */
  readonly apartMs: number
  /** For p99, in milliseconds. */
  readonly atMost: number
}

const lateness = ({ name, measures, apartMs, atMost }: Ticking): Case => ({
  name,
  measures,
  targets: [{ side: 'ours', metric: 'p99', atMost }],
  async setUp(bench) {
    const server = await bench.ours({ database: await bench.seed([fourNodes]) })
    const anchor = Math.floor(Date.now() / SECOND) * SECOND
    for (let first = 0; first < SCHEDULES; first += AT_ONCE) {
      const requests = Array.from({ length: AT_ONCE }, (_, offset) => {
        const index = first + offset
        const starts_at = new Date(anchor + index * apartMs).toISOString()
        const body = { script_id: 1, name: `Schedule ${index}`, every_ms: SECOND, starts_at, input: INPUT }
        return send(server.url, { method: 'POST', path: '/api/schedules', body, status: 201 })
      })
      await Promise.all(requests)
    }
    const ours = async () => {
      await untilReached(server, Date.now())
      const from = Math.ceil(Date.now() / SECOND) * SECOND
      await delay(from - Date.now())
      const cpu = server.cpu()
      await delay(bench.options.seconds * SECOND)
      const busy = (server.cpu() - cpu) / bench.options.seconds
      const to = from + bench.options.seconds * SECOND
      await untilReached(server, to + SECOND)
      const started = await latenessOf(server, from, to)
      const missing = SCHEDULES * bench.options.seconds - started.length
      const times = [...started, ...Array.from({ length: missing }, () => Date.now() - to)]
      return {
        rate: started.length / bench.options.seconds,
        p50: percentile(times, 0.5),
        p99: percentile(times, 0.99),
        busy,
      }
    }
    return { ours }
  },
})

export const scheduleLateness = lateness({
  name: 'schedule-lateness',
  measures: '1,000 schedules a second, one each millisecond: how long after the tick executions start',
  apartMs: 1,
  atMost: 100,
})

/** More start at once than there are places, so that most wait for the ends of others. */
export const scheduleBurst = lateness({
  name: 'schedule-burst',
  measures: '1,000 schedules that tick at the same time, every second: how long after it executions start',
  apartMs: 0,
  atMost: 1000,
})
