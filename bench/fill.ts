import { openDatabase } from '../src/db/client.ts'
import { durationClassSql } from '../src/db/counters/duration-class.ts'
import { hourOfSql } from '../src/db/counters/hour.ts'

/** The id of the `n`th execution, from 1. */
export const executionId = (n: number): string => `ex_${String(n).padStart(26, '0')}`

const PER_COMMIT = 100_000

/**
 * Stores `count` ended executions of script 1 with two nodes each, spread evenly over the last 30 days; every tenth one
 * failed. They are inserted directly into a database that the product has created, with a few statements.
 */
export const fillExecutions = async (url: string, count: number): Promise<void> => {
  const database = await openDatabase({ url, synchronous: 'OFF' })
  await database.batch([`INSERT INTO graphs VALUES ('bench', '{"nodes":[],"connections":{}}')`])
  for (let from = 1; from <= count; from += PER_COMMIT) {
    const last = Math.min(from + PER_COMMIT - 1, count)
    await database.batch([
      `INSERT INTO executions (id, script_id, graph_hash, status, input, output, attempts, created_at, started_at,
          finished_at, duration_ms)
        WITH RECURSIVE n(i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i < ${last}),
          t(i, at) AS (SELECT i, strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-30 days', (i * 2592000.0 / ${count}) || ' seconds') FROM n)
        SELECT printf('ex_%026d', i), 1, 'bench', iif(i % 10, 'completed', 'failed'), '{}',
          json_quote(hex(randomblob(50))), 1, at, at, at, i % 100 FROM t`,
      `INSERT INTO node_executions (execution_id, path, node_id, type, status, output, attempts, started_at,
          finished_at, duration_ms, started_seq, finished_seq)
        SELECT executions.id, '', node.value, 'transform', 'completed', json_quote(hex(randomblob(50))), 1, started_at,
          finished_at, duration_ms, 2 * node.key + 1, 2 * node.key + 2
        FROM executions, json_each('["a", "b"]') AS node
        WHERE executions.id BETWEEN '${executionId(from)}' AND '${executionId(last)}'`,
    ])
  }
  await database.batch([
    'INSERT OR REPLACE INTO execution_totals SELECT status, count(*), sum(duration_ms) FROM executions GROUP BY status',
    `INSERT OR REPLACE INTO execution_buckets (script_id, bucket, duration_class, completed, failed, cancelled, timed_out, duration_ms)
      SELECT script_id, ${hourOfSql('finished_at')}, ${durationClassSql('duration_ms')}, sum(status = 'completed'), sum(status = 'failed'),
        0, 0, sum(duration_ms)
      FROM executions GROUP BY 1, 2, 3`,
  ])
  await database.close()
}
