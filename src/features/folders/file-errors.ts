import { NodeError } from '../../engine/errors.ts'
import { systemErrorCode } from '../../lib/system/system-error.ts'
import { OutsideRootError } from './safe-path-walk.ts'

const MAX_PATH_LENGTH = 200

// Messages quote the path that the script gave, never the absolute one, which would reveal the server's folders.
const quote = (path: string): string =>
  JSON.stringify(path.length > MAX_PATH_LENGTH ? `${path.slice(0, MAX_PATH_LENGTH)}…` : path)

const outsideFolder = (path: string) =>
  new NodeError('FILE_OUTSIDE_FOLDER', `${quote(path)} is outside the selected folder`, { retryable: false })

export const fileTooLarge = (path: string, limit: number) =>
  new NodeError('FILE_TOO_LARGE', `${quote(path)} is larger than ${limit} bytes`, { retryable: false })

export const unusablePath = (path: string, reason: string) =>
  new NodeError('FILE_ERROR', `${quote(path)} ${reason}`, { retryable: false })

export const selectedFolderGone = (cause: unknown) =>
  new NodeError('FILE_ERROR', 'The selected folder no longer exists', { cause })

export const fileNotFound = (path: string, cause?: unknown) =>
  new NodeError('FILE_NOT_FOUND', `${quote(path)} does not exist`, { cause })

export const fileExists = (path: string) =>
  new NodeError('FILE_EXISTS', `${quote(path)} already exists`, { retryable: false })

const fromSystem = (path: string, code: string, cause: unknown) => {
  if (code === 'ENOENT') return fileNotFound(path, cause)
  if (code === 'EEXIST') return fileExists(path)
  return new NodeError('FILE_ERROR', `${quote(path)} cannot be used: ${code}`, { cause })
}

/**
 * Runs `work` and turns errors of the operating system and paths that leave the folder into a `NodeError` about `path`.
 * Once the signal is aborted, any error is replaced by the signal's reason.
 */
export const withFileErrors = async <T>(
  path: string,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof OutsideRootError) throw outsideFolder(path)
    const code = systemErrorCode(error)
    throw code === undefined ? error : fromSystem(path, code, error)
  }
}
