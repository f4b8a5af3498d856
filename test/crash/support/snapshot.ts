import assert from 'node:assert/strict'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Client, createClient } from '@libsql/client'
import { FINAL_STATUSES } from '../../../src/engine/records.ts'
import { systemErrorCode } from '../../../src/lib/system/system-error.ts'

export interface Snapshot {
  /** Every execution that has ended, with its nodes, as JSON by id. */
  readonly ended: ReadonlyMap<string, string>
  /** How often each execution was started, by id. */
  readonly attempts: ReadonlyMap<string, number>
  /** Nodes that have ended: `execution|path|node`. */
  readonly endedNodes: ReadonlySet<string>
}

const FINAL = `(${FINAL_STATUSES.map((status) => `'${status}'`).join()})`

const texts = async (client: Client, sql: string): Promise<string[]> => {
  const { rows } = await client.execute(sql)
  return rows.map((row) => String(row[0]))
}

const checkIntegrity = async (client: Client) => {
  assert.deepEqual(await texts(client, 'PRAGMA integrity_check'), ['ok'])
  assert.deepEqual(await texts(client, 'PRAGMA foreign_key_check'), [])
}

/** The counters that change when executions end must say the same as the executions. */
const checkCounters = async (client: Client) => {
  const totals = `SELECT json_array(status, count, duration_ms) FROM execution_totals ORDER BY status`
  const counted = `SELECT json_array(status, count(*), sum(duration_ms)) FROM executions
    WHERE status IN ${FINAL} GROUP BY status ORDER BY status`
  assert.deepEqual(await texts(client, totals), await texts(client, counted))
  const buckets = `SELECT json_array(script_id, substr(bucket, 1, 13), sum(completed), sum(failed),
    sum(duration_ms)) FROM execution_buckets GROUP BY script_id, bucket ORDER BY script_id, bucket`
  const grouped = `SELECT json_array(script_id, substr(finished_at, 1, 13), sum(status = 'completed'),
    sum(status = 'failed'), sum(duration_ms)) FROM executions
    WHERE status IN ${FINAL} GROUP BY script_id, substr(finished_at, 1, 13)
    ORDER BY script_id, substr(finished_at, 1, 13)`
  assert.deepEqual(await texts(client, buckets), await texts(client, grouped))
}

const ENDED = `SELECT e.id, json_array(e.status, e.output, e.error, e.attempts, e.started_at, e.finished_at,
    e.nodes, (SELECT json_group_array(json_array(n.path, n.node_id, n.status, n.port, n.output, n.error, n.attempts,
      n.started_at, n.finished_at, n.started_seq, n.finished_seq))
      FROM (SELECT * FROM node_executions WHERE execution_id = e.id ORDER BY path, node_id) AS n))
  FROM executions AS e WHERE e.status IN ${FINAL}`

const ENDED_NODES = `SELECT execution_id || '|' || path || '|' || node_id FROM node_executions
  WHERE status IN ('completed', 'failed', 'skipped')`

const read = async (client: Client): Promise<Snapshot> => {
  const ended = await client.execute(ENDED)
  const attempts = await client.execute('SELECT id, attempts FROM executions')
  return {
    ended: new Map(ended.rows.map((row) => [String(row[0]), String(row[1])])),
    attempts: new Map(attempts.rows.map((row) => [String(row[0]), Number(row[1])])),
    endedNodes: new Set(await texts(client, ENDED_NODES)),
  }
}

const unlessMissing = (error: unknown) => {
  if (systemErrorCode(error) !== 'ENOENT') throw error
}

/** Works on a copy of the database in a folder as a kill left it, so that the next start meets it untouched. */
export const withCopy = async <T>(folder: string, work: (client: Client) => Promise<T>): Promise<T> => {
  const copy = await mkdtemp(join(tmpdir(), 'copy-'))
  for (const name of ['scriptd.db', 'scriptd.db-wal']) {
    // The server may have been killed before it had made them.
    await copyFile(join(folder, name), join(copy, name)).catch(unlessMissing)
  }
  const client = createClient({ url: `file:${copy}/scriptd.db` })
  try {
    return await work(client)
  } finally {
    client.close()
    await rm(copy, { recursive: true })
  }
}

/** What is on disk after a kill; fails when it is not sound. */
export const takeSnapshot = (folder: string): Promise<Snapshot> =>
  withCopy(folder, async (client) => {
    await checkIntegrity(client)
    const tables = await texts(client, `SELECT name FROM sqlite_schema WHERE name = 'executions'`)
    if (tables.length === 0) return { ended: new Map(), attempts: new Map(), endedNodes: new Set() }
    await checkCounters(client)
    return read(client)
  })
