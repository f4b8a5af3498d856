import { join } from 'node:path'
import { serverExecutable } from '../process/server-executable.ts'

/** Where `npm run sqld` puts the executable of a libSQL server, for machines that have none on their path. */
export const INSTALLED_SQLD = join(import.meta.dirname, '../../../node_modules/.cache/sqld/sqld')

export const {
  find: findSqld,
  options: NEEDS_SQLD,
  path: sqldPath,
} = serverExecutable({ name: 'sqld', installed: INSTALLED_SQLD, install: 'npm run sqld' })
