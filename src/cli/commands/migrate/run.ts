import { loadMigrations } from '../../../app/assets.ts'
import type { Config } from '../../../config/config.ts'
import { openDatabase, openReadOnly } from '../../../db/client.ts'
import { Lease } from '../../../db/lease/lease.ts'
import type { LeaseHolder } from '../../../db/lease/owner.ts'
import { type Migration, migrate as migrateDatabase, pendingMigrations } from '../../../db/migrate.ts'
import { systemClock } from '../../../lib/time/clock.ts'
import { type CommandTarget, findLease } from '../../api/find-server.ts'
import { CommandError, print } from '../../context.ts'
import { withDatabase } from '../../database-failure.ts'
import { toTable } from '../../table.ts'

export interface MigrateOptions extends CommandTarget {
  /** Only lists the migrations. */
  readonly status: boolean
}

/** Brings the schema of the database up to date. @throws CommandError when a server is using it */
export const migrate = ({ status, ...target }: MigrateOptions): Promise<void> => {
  const { config, context } = target
  return withDatabase(config.database.url, async () => {
    const migrations = loadMigrations()
    const pending = await findPending(config, migrations)
    if (status) return print(context.stdout, toTable(statesOf(migrations, pending)))
    if (pending.length === 0) return print(context.stdout, 'The database is up to date.\n')
    const lease = await findLease(target)
    if (lease) throw inUse(lease.holder)
    await apply(target, migrations)
    await print(context.stdout, pending.map(({ name }) => `applied  ${name}\n`).join(''))
  })
}

/** The migrations that the database lacks; all of them when there is no database. */
const findPending = async (
  { database: options }: Config,
  migrations: readonly Migration[],
): Promise<readonly Migration[]> => {
  const database = await openReadOnly(options)
  try {
    return database ? await pendingMigrations(database, migrations) : migrations
  } finally {
    await database?.close()
  }
}

const statesOf = (migrations: readonly Migration[], pending: readonly Migration[]): string[][] =>
  migrations.map((each) => [each.name, pending.includes(each) ? 'pending' : 'applied'])

const apply = async ({ config, context }: CommandTarget, migrations: readonly Migration[]): Promise<void> => {
  const database = await openDatabase(config.database, {
    accept: (found) => pendingMigrations(found, migrations),
  })
  try {
    const lease = new Lease({ ...context.owner, database, clock: systemClock })
    const holder = await lease.take()
    if (holder) throw inUse(holder)
    await migrateDatabase(database, migrations)
    await lease.release()
  } finally {
    await database.close()
  }
}

const inUse = ({ host, pid }: LeaseHolder): CommandError =>
  new CommandError(`process ${pid} on ${host} is using the database: stop it first`)
