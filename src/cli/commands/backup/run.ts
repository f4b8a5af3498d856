import { loadMigrations } from '../../../app/assets.ts'
import { backUp } from '../../../db/files/backup.ts'
import type { CommandContext } from '../../context.ts'
import { databasePath, withReason } from '../../database-failure.ts'

export interface BackupArguments {
  readonly url: string
  readonly file: string
  readonly force: boolean
}

/** Copies the database to a file, even while a server uses it. */
export const backup = async ({ url, file, force }: BackupArguments, context: CommandContext) => {
  const database = databasePath(url)
  const signal = context.stopSignal()
  const migrations = loadMigrations()
  const { bytes, rows, tables } = await withReason(`cannot back up ${database} to ${file}`, () =>
    backUp({ database, file, force, migrations, signal }),
  )
  context.stdout.write(
    `${database} is backed up in ${file}: ${bytes} bytes, ${rows} rows in ${tables} tables\n`,
  )
}
