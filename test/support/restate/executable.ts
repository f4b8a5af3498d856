import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The folder in which `npm run restate` puts a Restate server, for machines that have none on their path. */
export const INSTALLED_RESTATE = join(import.meta.dirname, '../../../node_modules/.cache/restate')

const PLATFORM = `${process.platform}-${process.arch}`
const INSTALLED = join(
  INSTALLED_RESTATE,
  `node_modules/@restatedev/restate-server-${PLATFORM}/bin/restate-server`,
)

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const { PATH = '', CI } = process.env

/** A Restate server of this machine is preferred to the installed one. */
export const findRestate = (): string | undefined =>
  [...PATH.split(delimiter).map((folder) => join(folder, 'restate-server')), INSTALLED].find(isExecutable)

const MISSING = 'needs a Restate server: put restate-server on the path, or run `npm run restate`'

/** Options of tests that need a Restate server: without one they tell so, and fail where everything has to be tested. */
export const NEEDS_RESTATE: { readonly skip: false | string } = {
  skip: findRestate() === undefined && CI === undefined ? MISSING : false,
}

export const restatePath = (): string => {
  const path = findRestate()
  if (path === undefined) throw new Error(MISSING)
  return path
}
