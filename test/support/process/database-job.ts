import assert from 'node:assert/strict'
import type { Cleaner } from '../databases/server-process.ts'
import { NEEDS_SERVERS, startMariadb, startPostgresql } from '../databases/servers.ts'

type Call = (method: string, path: string, body?: unknown) => Promise<string>

/** What a server needs to reach the databases of `doDatabaseJob`. */
export const ALLOW_DATABASES = ['--http-node-allow', '127.0.0.1']

/** Runs a statement with every driver: those of servers only where the servers are installed. */
export const doDatabaseJob = async (owner: Cleaner, call: Call): Promise<void> => {
  const starts = NEEDS_SERVERS.skip === false ? [startPostgresql, startMariadb] : []
  const servers = await Promise.all(starts.map((start) => start(owner)))
  for (const connection of ['file:shop.db?mode=rwc', ...servers]) {
    const answer = await call('POST', '/api/actions', {
      action_type: 'database',
      parameters: {
        connection: '{{ input }}',
        query: 'SELECT upper(:name) AS name',
        parameters: { name: 'ada' },
      },
      input: connection,
    })
    const { data: result } = JSON.parse(answer)
    assert.deepEqual(result.output, [{ name: 'ADA' }], answer)
  }
}
