import { isAbsolute, relative, resolve, sep } from 'node:path'

/** Whether `path` is `folder` or below it. Both are absolute; symbolic links are not followed. */
const isInside = (folder: string, path: string): boolean => {
  const inner = relative(folder, path)
  return inner !== '..' && !inner.startsWith(`..${sep}`) && !isAbsolute(inner)
}

/**
 * The names that lead from a folder to a path, which is absolute or relative to the folder; `undefined` when it leaves
 * the folder. `folder` lists every absolute path by which the folder is known.
 */
export const namesBelow = (folder: readonly string[], path: string): readonly string[] | undefined => {
  const known = folder.find((each) => isInside(each, resolve(each, path)))
  if (known === undefined) return undefined
  const inner = relative(known, resolve(known, path))
  return inner === '' ? [] : inner.split(sep)
}

const MAX_PATH_BYTES = 4096

export type PathProblem = 'control_character' | 'too_long' | 'malformed_unicode'

/** Why a text is not a valid path on every system; `undefined` when it is. */
export const pathProblem = (path: string): PathProblem | undefined => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finds control characters
  if (/[\0-\x1f\x7f]/.test(path)) return 'control_character'
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) return 'too_long'
  return path.isWellFormed() ? undefined : 'malformed_unicode'
}
