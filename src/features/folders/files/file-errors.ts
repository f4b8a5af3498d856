import { NodeError } from '../../../engine/errors.ts'
import { systemErrorCode } from '../../../lib/system/system-error.ts'
import { OutsideRootError } from './safe-path-walk.ts'

const MAX_PATH_LENGTH = 200

// Messages quote the path that the script gave, never the absolute one, which would reveal the server's folders.
export const quote = (path: string): string =>
  JSON.stringify(path.length > MAX_PATH_LENGTH ? `${path.slice(0, MAX_PATH_LENGTH)}…` : path)

const outsideFolder = (path: string) =>
  new NodeError('FILE_OUTSIDE_FOLDER', `${quote(path)} is outside the selected folder`, { retryable: false })

export const unusablePath = (path: string, reason: string) =>
  new NodeError('FILE_ERROR', `${quote(path)} ${reason}`, { retryable: false })

export const selectedFolderGone = (cause: unknown) =>
  new NodeError('FILE_ERROR', 'The selected folder no longer exists', { cause })

export const fileNotFound = (path: string, cause?: unknown) =>
  new NodeError('FILE_NOT_FOUND', `${quote(path)} does not exist`, { cause })

export const fileExists = (path: string) =>
  new NodeError('FILE_EXISTS', `${quote(path)} already exists`, { retryable: false })

/** What is not explained by its code alone, and whether another attempt makes sense. */
const SYSTEM: Readonly<Record<string, { readonly text: string; readonly retryable: boolean }>> = {
  EROFS: { text: 'cannot be changed: the disk of the workspace is read-only', retryable: false },
  EACCES: { text: 'cannot be used: the server lacks the permission', retryable: false },
  EPERM: { text: 'cannot be used: the server lacks the permission', retryable: false },
  EIO: { text: 'cannot be used: the disk of the workspace fails', retryable: false },
  EFBIG: { text: 'is larger than the disk of the workspace allows', retryable: false },
  ENOTEMPTY: { text: 'is a folder that is not empty', retryable: false },
  ENOTDIR: { text: 'leads through something that is not a folder', retryable: false },
  ELOOP: { text: 'leads through links in a circle', retryable: false },
  ENAMETOOLONG: { text: 'has a name that is too long', retryable: false },
  EMFILE: { text: 'cannot be opened: the server has too many open files', retryable: true },
}
const DISK_FULL = ['ENOSPC', 'EDQUOT']

const fromSystem = (path: string, code: string, cause: unknown) => {
  if (code === 'ENOENT') return fileNotFound(path, cause)
  if (code === 'EEXIST') return fileExists(path)
  if (DISK_FULL.includes(code)) {
    const message = `${quote(path)} was not written: the disk of the workspace is full (${code}). Free some space on it.`
    return new NodeError('DISK_FULL', message, { retryable: false, cause })
  }
  const known = SYSTEM[code]
  const message = `${quote(path)} ${known?.text ?? 'cannot be used'} (${code})`
  return new NodeError('FILE_ERROR', message, { retryable: known?.retryable ?? true, cause })
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
