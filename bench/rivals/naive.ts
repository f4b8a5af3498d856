/** Setting statistics as the textbooks of Drizzle and Hono have it: a loop of upserts in a transaction. */
import { serve } from '@hono/node-server'
import { createClient } from '@libsql/client'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/libsql'
import { Hono } from 'hono'
import { z } from 'zod'
import { dashboardStats } from '../../src/db/schema.ts'

const { PORT, DATABASE = 'rival.db' } = process.env

const db = drizzle(createClient({ url: `file:${DATABASE}`, concurrency: 1 }))
await db.run('PRAGMA journal_mode=WAL')
await db.run('PRAGMA synchronous=FULL')

const Body = z.object({ stats: z.record(z.string(), z.int()) })

// Of two transactions at a time the driver fails the second: its users learn to run one after the other.
let last: Promise<unknown> = Promise.resolve()
const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
  const next = last.then(work, work)
  last = next
  return next
}

const save = (stats: Readonly<Record<string, number>>) =>
  db.transaction(async (tx) => {
    for (const [stat_key, stat_value] of Object.entries(stats)) {
      await tx
        .insert(dashboardStats)
        .values({ stat_key, stat_value, updated_at: new Date().toISOString() })
        .onConflictDoUpdate({
          target: dashboardStats.stat_key,
          set: { stat_value: sql`excluded.stat_value`, updated_at: sql`excluded.updated_at` },
        })
    }
  })

const app = new Hono()
  .get('/readyz', (c) => c.json({ success: true }))
  .put('/api/dashboard/stats', async (c) => {
    const { stats } = Body.parse(await c.req.json())
    await inTurn(() => save(stats))
    return c.json({ success: true, message: null, data: { updated: Object.keys(stats).length } })
  })

serve({ fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' })
