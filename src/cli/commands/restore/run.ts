import { loadMigrations } from '../../../app/assets.ts'
import { restoreDatabase } from '../../../db/files/restore.ts'
import { systemClock } from '../../../lib/time/clock.ts'
import type { CommandContext } from '../../context.ts'
import { databasePath, withReason } from '../../database-failure.ts'

export interface RestoreArguments {
  readonly url: string
  readonly file: string
}

/** Replaces the database with a backup. */
export const restore = async ({ url, file }: RestoreArguments, context: CommandContext) => {
  const database = databasePath(url)
  const { stdout, owner } = context
  const { bytes, rows, tables, pending, replaced } = await withReason(
    `cannot restore ${database} from ${file}`,
    () =>
      restoreDatabase({
        file,
        database,
        migrations: loadMigrations(),
        owner,
        now: systemClock.now(),
        signal: context.stopSignal(),
      }),
  )
  stdout.write(`${database} is restored from ${file}: ${bytes} bytes, ${rows} rows in ${tables} tables\n`)
  if (pending > 0) stdout.write('Its schema is older: the next start of the server brings it up to date.\n')
  if (replaced !== undefined) stdout.write(`The previous database is kept as ${replaced}\n`)
}
