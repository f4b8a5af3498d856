import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { withCopy } from '../../crash/support/snapshot.ts'

const TABLES = `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'
  AND name NOT LIKE '\\_\\_%' ESCAPE '\\' ORDER BY name`

// Of what runs only that it is there: it goes on by itself.
const columns: Readonly<Record<string, string>> = {
  executions: 'id',
  node_executions: 'DISTINCT execution_id',
  // Who calls leaves that time behind.
  api_keys: 'id, name, hash, prefix, scopes, created_at, expires_at, revoked_at',
}

/** All that an application in this folder has stored: the rows of each table as JSON, and the names of the files. */
export const readEverything = (folder: string): Promise<Readonly<Record<string, string>>> =>
  withCopy(folder, async (client) => {
    const { rows: tables } = await client.execute(TABLES)
    const contents = await Promise.all(
      tables.map(async ({ name }) => {
        const { rows } = await client.execute(`SELECT ${columns[String(name)] ?? '*'} FROM ${name}`)
        return [String(name), JSON.stringify(rows)] as const
      }),
    )
    const files = await readdir(join(folder, 'workspace'), { recursive: true })
    return { ...Object.fromEntries(contents), files: files.sort().join('\n') }
  })
