import { NodeError } from '../errors.ts'
import type { AddressGuard } from '../outbound/guard.ts'
import type { DatabaseCall, Databases, FileStore, FormatCall, TableTarget } from '../ports.ts'
import { createProcessPool, type ProcessPoolOptions } from '../processes/pool.ts'
import { type FileConnection, parseConnection, type ServerConnection } from './connection.ts'
import { databaseMemory, databaseRefused, databaseTimeout, notConnected } from './failures.ts'
import type { DatabaseResult, DatabaseTask, PinnedServer } from './task.ts'

export interface DatabasesOptions extends Omit<ProcessPoolOptions, 'module' | 'share' | 'failures'> {
  readonly guard: AddressGuard
  readonly files: Pick<FileStore, 'database'>
  readonly authorities: readonly string[]
}

/** How much of what there is one caller may take. */
const SHARE = 0.75

/** Runs statements in processes of their own, so that neither a driver nor a large result holds the event loop. */
export const createDatabases = (options: DatabasesOptions): Databases & { close(): Promise<void> } => {
  const { guard, files, authorities, limit, timeoutMs } = options
  const pool = createProcessPool<DatabaseTask, DatabaseResult>({
    ...options,
    module: new URL('./main.ts', import.meta.url),
    share: Math.max(1, Math.floor(limit * SHARE)),
    failures: { tooLong: databaseTimeout, tooMuchMemory: databaseMemory, code: 'DATABASE_ERROR' },
  })

  const onServer = async (server: ServerConnection, run: Run, call: FormatCall) =>
    pool.run({ ...run(server), connection: { ...(await pinned(server, guard)), authorities } }, call, 'stop')

  const onFile = ({ path, mode, dialect }: FileConnection, run: Run, call: FormatCall) =>
    files.database({ path, create: mode === 'create' }, call.signal, (file) =>
      pool.run({ ...run(), connection: { ...file, mode, dialect } }, call),
    )

  return {
    run(call: DatabaseCall, result: TableTarget, format: FormatCall) {
      const { connection: text, secrets, ...rest } = call
      const connection = parseConnection(text)
      const run: Run = (server) => ({ ...rest, result, timeoutMs, hidden: hiddenIn(secrets, server) })
      return connection.dialect === 'sqlite'
        ? onFile(connection, run, format)
        : onServer(connection, run, format)
    },
    close: () => pool.close(),
  }
}

type Run = (server?: ServerConnection) => Omit<DatabaseTask, 'connection'>

const MIN_HIDDEN = 4

/** The password is no secret by itself, but part of one. A short one would change what has nothing to do with it. */
const hiddenIn = (secrets: DatabaseCall['secrets'], server?: ServerConnection): DatabaseTask['hidden'] => {
  const { password = '' } = server ?? {}
  const own = password.length < MIN_HIDDEN ? [] : [[password, '[secret]'] as const]
  return [...secrets, ...own]
}

const pinned = async (
  server: ServerConnection,
  guard: AddressGuard,
): Promise<Omit<PinnedServer, 'authorities'>> => {
  const { hostname, port } = server
  try {
    const [first] = await guard({ hostname, port, host: 'The host' })
    if (!first) throw notConnected('ENOTFOUND')
    return { ...server, address: first.address }
  } catch (error) {
    if (error instanceof NodeError)
      throw error.code === 'HTTP_ADDRESS_REFUSED' ? databaseRefused(error) : error
    throw notConnected(error instanceof Error && 'code' in error ? String(error.code) : '', error)
  }
}
