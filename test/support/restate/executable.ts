import { join } from 'node:path'
import { serverExecutable } from '../process/server-executable.ts'

/** The folder in which `npm run restate` puts a Restate server, for machines that have none on their path. */
export const INSTALLED_RESTATE = join(import.meta.dirname, '../../../node_modules/.cache/restate')

const PLATFORM = `${process.platform}-${process.arch}`
const BINARY = `node_modules/@restatedev/restate-server-${PLATFORM}/bin/restate-server`

export const {
  find: findRestate,
  options: NEEDS_RESTATE,
  path: restatePath,
} = serverExecutable({
  name: 'restate-server',
  installed: join(INSTALLED_RESTATE, BINARY),
  install: 'npm run restate',
})
