/**
 * The same routes as the Fastify community writes them: JSON schemas that validate and serialise, node:sqlite with
 * statements prepared once, one line of log a request. It has no ETags, security headers or other middleware of ours.
 */
import { DatabaseSync } from 'node:sqlite'
import Fastify, { LogController } from 'fastify'
import { destination } from 'pino'

const { PORT, DATABASE = 'rival.db' } = process.env

const database = new DatabaseSync(DATABASE)
database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON')

const SUMMARY = `id, name, description, active, execution_order, retention, version, node_count, created_at, updated_at`
const query = {
  script: database.prepare(
    `SELECT ${SUMMARY}, graph FROM scripts JOIN graphs ON graphs.hash = graph_hash WHERE id = ?`,
  ),
  page: database.prepare(`SELECT ${SUMMARY} FROM scripts ORDER BY updated_at DESC, id DESC LIMIT ?`),
  pageAfter: database.prepare(
    `SELECT ${SUMMARY} FROM scripts WHERE (updated_at, id) < (?, ?) ORDER BY updated_at DESC, id DESC LIMIT ?`,
  ),
  set: database.prepare(`INSERT INTO dashboard_stats (stat_key, stat_value, updated_at) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET stat_value = excluded.stat_value, updated_at = excluded.updated_at`),
  add: database.prepare(`INSERT INTO dashboard_stats (stat_key, stat_value, updated_at) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET stat_value = stat_value + excluded.stat_value, updated_at = excluded.updated_at
    RETURNING stat_value`),
}

type Row = ReturnType<typeof query.script.all>[number]

const toSummary = (row: Row) => ({
  ...row,
  active: row.active === 1,
  retention: typeof row.retention === 'string' ? JSON.parse(row.retention) : null,
})

const readCursor = (cursor: string): [updatedAt: string, id: number] =>
  JSON.parse(Buffer.from(cursor, 'base64url').toString())

const text = { type: 'string' }
const whole = { type: 'integer' }
const anything = { type: 'object', additionalProperties: true }
const summary = {
  id: whole,
  name: text,
  description: { type: 'string', nullable: true },
  active: { type: 'boolean' },
  execution_order: whole,
  retention: { ...anything, nullable: true },
  version: whole,
  node_count: whole,
  created_at: text,
  updated_at: text,
}
const node = {
  type: 'object',
  properties: { id: text, type: text, parameters: anything, position: anything },
  additionalProperties: true,
}
const connection = { type: 'object', properties: { target: text, output: text } }
const script = {
  type: 'object',
  properties: {
    ...summary,
    nodes: { type: 'array', items: node },
    connections: { type: 'object', additionalProperties: { type: 'array', items: connection } },
  },
}
const numbers = { type: 'object', maxProperties: 1000, additionalProperties: whole }
const answer = (data: object, more: object = {}) => ({
  200: {
    type: 'object',
    properties: { success: { type: 'boolean' }, message: { type: 'string', nullable: true }, data, ...more },
  },
})
const success = (data: unknown, more: object = {}) => ({ success: true, message: null, data, ...more })

const app = Fastify({
  // As ours: written in blocks, one line a request.
  logger: { level: 'info', stream: destination({ sync: false, minLength: 4096 }) },
  logController: new LogController({ disableRequestLogging: true }),
})

app.addHook('onResponse', async (request, reply) => {
  const { method, url, ip } = request
  request.log.info({ method, url, ip, status: reply.statusCode, duration_ms: reply.elapsedTime }, 'request')
})

app.get('/readyz', async () => ({ success: true }))

app.get<{ Params: { id: number } }>(
  '/api/scripts/:id',
  { schema: { params: { type: 'object', properties: { id: whole } }, response: answer(script) } },
  async ({ params: { id } }, reply) => {
    const row = query.script.get(id)
    if (!row) return reply.code(404).send({ success: false })
    return success({ ...toSummary(row), ...JSON.parse(String(row.graph)) })
  },
)

app.get<{ Querystring: { limit: number; cursor?: string } }>(
  '/api/scripts',
  {
    schema: {
      querystring: {
        type: 'object',
        properties: {
          limit: { ...whole, minimum: 1, maximum: 200, default: 50 },
          cursor: { ...text, maxLength: 500 },
        },
      },
      response: answer(
        { type: 'array', items: { type: 'object', properties: summary } },
        { count: whole, next_cursor: { type: 'string', nullable: true } },
      ),
    },
  },
  async ({ query: { limit, cursor } }) => {
    const rows = cursor ? query.pageAfter.all(...readCursor(cursor), limit + 1) : query.page.all(limit + 1)
    const items = rows.slice(0, limit)
    const last = rows.length > limit ? items.at(-1) : undefined
    const next = last && Buffer.from(JSON.stringify([last.updated_at, last.id])).toString('base64url')
    return success(items.map(toSummary), { count: items.length, next_cursor: next ?? null })
  },
)

app.put<{ Body: { stats: Record<string, number> } }>(
  '/api/dashboard/stats',
  {
    schema: {
      body: { type: 'object', required: ['stats'], properties: { stats: numbers } },
      response: answer({ type: 'object', properties: { updated: whole } }),
    },
  },
  async ({ body }) => {
    const entries = Object.entries(body.stats)
    const now = new Date().toISOString()
    database.exec('BEGIN IMMEDIATE')
    for (const [key, value] of entries) query.set.run(key, value, now)
    database.exec('COMMIT')
    return success({ updated: entries.length })
  },
)

app.post<{ Body: { deltas: Record<string, number> } }>(
  '/api/dashboard/stats/increment',
  {
    schema: {
      body: { type: 'object', required: ['deltas'], properties: { deltas: numbers } },
      response: answer({ type: 'object', properties: { stats: numbers } }),
    },
  },
  async ({ body }) => {
    const now = new Date().toISOString()
    database.exec('BEGIN IMMEDIATE')
    const stats = Object.entries(body.deltas).map(([key, delta]) => [
      key,
      query.add.get(key, delta, now)?.stat_value,
    ])
    database.exec('COMMIT')
    return success({ stats: Object.fromEntries(stats) })
  },
)

await app.listen({ port: Number(PORT), host: '127.0.0.1' })
