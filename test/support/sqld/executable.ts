import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where `npm run sqld` puts the executable of a libSQL server, for machines that have none on their path. */
export const INSTALLED_SQLD = join(import.meta.dirname, '../../../node_modules/.cache/sqld/sqld')

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const { PATH = '', CI } = process.env

/** A libSQL server of this machine is preferred to the installed one. */
export const findSqld = (): string | undefined =>
  [...PATH.split(delimiter).map((folder) => join(folder, 'sqld')), INSTALLED_SQLD].find(isExecutable)

const MISSING = 'needs a libSQL server: put sqld on the path, or run `npm run sqld`'

/** Options of tests that need a libSQL server: without one they tell so, and fail where everything has to be tested. */
export const NEEDS_SQLD: { readonly skip: false | string } = {
  skip: findSqld() === undefined && CI === undefined ? MISSING : false,
}

export const sqldPath = (): string => {
  const path = findSqld()
  if (path === undefined) throw new Error(MISSING)
  return path
}
