import { isAbsolute, relative, resolve, sep } from 'node:path'

/** Whether `path` is `folder` or below it. Both are absolute; symbolic links are not looked at. */
const isInside = (folder: string, path: string): boolean => {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/**
 * The names on the way from a folder, given by all the absolute paths that it is known by, to a path that begins in it
 * or is absolute; `undefined` when it leads out.
 */
export const namesBelow = (folder: readonly string[], path: string): readonly string[] | undefined => {
  const known = folder.find((each) => isInside(each, resolve(each, path)))
  if (known === undefined) return undefined
  const way = relative(known, resolve(known, path))
  return way === '' ? [] : way.split(sep)
}

const LONGEST_PATH = 4096

/** Why a text cannot be a path on every system, if that is so. */
export const pathProblem = (path: string): string | undefined => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\0-\x1f\x7f]/.test(path)) return 'has a control character in it'
  if (Buffer.byteLength(path) > LONGEST_PATH) return 'is too long'
  return path.isWellFormed() ? undefined : 'has half a character in it'
}
