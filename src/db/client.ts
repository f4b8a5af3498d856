import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Client, createClient, type InStatement, type ResultSet } from '@libsql/client'
import { drizzle, type LibSQLDatabase } from 'drizzle-orm/libsql'

export interface DatabaseOptions {
  readonly url: string
  readonly authToken?: string | undefined
  /** What a crash of the machine may lose: nothing (FULL), or the last commits (NORMAL, OFF). */
  readonly synchronous: 'FULL' | 'NORMAL' | 'OFF'
}

// While SQLite waits for a lock the whole process stands still.
const LOCK_WAIT_MS = 250
const LARGEST_IDLE_WAL_BYTES = 64 * 1024 * 1024

/** The one owner of the database connection. */
export class Database {
  readonly client: Client
  readonly orm: LibSQLDatabase

  constructor(client: Client) {
    this.client = client
    this.orm = drizzle(client)
  }

  /** One read; rows come as objects by column name. */
  execute(statement: InStatement): Promise<ResultSet> {
    return this.client.execute(statement)
  }

  /** All statements in one transaction and one round trip, or none of them. */
  batch(statements: readonly InStatement[]): Promise<ResultSet[]> {
    return this.client.batch([...statements], 'write')
  }

  close() {
    this.client.close()
  }
}

/** Opens the database, making its folder when it is missing. */
export const openDatabase = async ({ url, authToken, synchronous }: DatabaseOptions): Promise<Database> => {
  const isFile = url.startsWith('file:')
  if (isFile) await mkdir(dirname(filePath(url)), { recursive: true })
  // SQLite 3.45 may corrupt a WAL that two connections of a process write or checkpoint: there is only one.
  const client = createClient({
    url,
    concurrency: 1,
    timeout: LOCK_WAIT_MS,
    ...(authToken !== undefined && { authToken }),
  })
  if (isFile) {
    const pragmas = [
      'auto_vacuum=INCREMENTAL',
      'journal_mode=WAL',
      `synchronous=${synchronous}`,
      'foreign_keys=ON',
      `journal_size_limit=${LARGEST_IDLE_WAL_BYTES}`,
      'cache_size=-32768',
      'temp_store=MEMORY',
    ]
    for (const pragma of pragmas) await client.execute(`PRAGMA ${pragma}`)
  }
  return new Database(client)
}

const filePath = (url: string): string =>
  url.startsWith('file:/') ? fileURLToPath(new URL(url)) : url.slice('file:'.length).replace(/\?.*$/, '')
