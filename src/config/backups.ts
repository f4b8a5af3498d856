import { z } from 'zod'
import { isCron } from '../lib/time/cron.ts'
import { directory, integer, type ValuesOf } from './env-values.ts'

export const backupVariables = {
  BACKUP_SCHEDULE: z
    .string()
    .refine((text) => text === '' || isCron(text), 'must be a cron expression such as 0 3 * * *')
    .prefault('')
    .describe('When to make backups: a cron expression in UTC such as 0 3 * * *; empty for never'),
  BACKUP_DIR: directory()
    .optional()
    .describe('Folder for scheduled backups; by default "backups" next to the database'),
  BACKUP_KEEP: integer(0, 1_000_000).prefault('7').describe('How many scheduled backups to keep; 0 for all'),
}

export const toBackupConfig = (values: ValuesOf<typeof backupVariables>) =>
  Object.freeze({
    /** Empty: never. */
    schedule: values.BACKUP_SCHEDULE,
    /** `undefined`: `backups`, beside the database. */
    dir: values.BACKUP_DIR,
    /** 0: all. */
    keep: values.BACKUP_KEEP,
  })
