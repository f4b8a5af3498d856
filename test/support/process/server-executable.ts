import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const { PATH = '', CI } = process.env

interface ServerProgram {
  readonly name: string
  /** Where `install` puts it, for machines that have none on their path. */
  readonly installed: string
  /** The command that installs it. */
  readonly install: string
}

/** A server that some tests need: one of this machine is preferred to the installed one. */
export const serverExecutable = ({ name, installed, install }: ServerProgram) => {
  const missing = `needs ${name}: put it on the path, or run \`${install}\``
  const find = (): string | undefined =>
    [...PATH.split(delimiter).map((folder) => join(folder, name)), installed].find(isExecutable)
  return {
    find,
    /** Options of tests that need it: without one they tell so, and fail where everything has to be tested. */
    options: { skip: find() === undefined && CI === undefined ? missing : false } as const,
    path: (): string => {
      const path = find()
      if (path === undefined) throw new Error(missing)
      return path
    },
  }
}
