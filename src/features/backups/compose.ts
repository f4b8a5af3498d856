import { join, parse } from 'node:path'
import type { Config } from '../../config/config.ts'
import { filePath } from '../../lib/system/file-url.ts'
import type { Program } from '../../lib/system/program.ts'
import type { Clock } from '../../lib/time/clock.ts'
import type { Logger } from '../../logging/logger.ts'
import { backupCommand } from './command.ts'
import { BackupSchedule } from './schedule.ts'

export interface BackupOptions {
  readonly config: Config
  readonly clock: Clock
  readonly logger: Logger
  readonly self: Program
}

/** Where scheduled backups are put; `undefined` when there are none. */
export const backupFolder = ({ backup, database }: Config): string | undefined => {
  const path = filePath(database.url)
  if (backup.schedule === '' || path === undefined) return undefined
  return backup.dir ?? join(parse(path).dir, 'backups')
}

/** The scheduled backups; `undefined` when no schedule is configured. */
export const composeBackups = ({
  config,
  clock,
  logger,
  self,
}: BackupOptions): BackupSchedule | undefined => {
  const { backup, database } = config
  const path = filePath(database.url)
  const dir = backupFolder(config)
  if (dir === undefined || path === undefined) return undefined
  const makeBackup = backupCommand(self, database.url)
  return new BackupSchedule({ ...backup, dir, database: path, clock, logger, makeBackup })
}
