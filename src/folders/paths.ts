import { realpath } from 'node:fs/promises'
import { isAbsolute, relative, sep } from 'node:path'
import { systemErrorCode } from '../lib/system-error.ts'

/** Whether `path` is `folder` or below it. Both are absolute; symbolic links are not looked at. */
export const isInside = (folder: string, path: string): boolean => {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** The path without symbolic links, or `undefined` when nothing is there. */
export const findRealPath = async (path: string): Promise<string | undefined> => {
  try {
    return await realpath(path)
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined
    throw error
  }
}
