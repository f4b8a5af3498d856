import { NodeError } from '../../engine/errors.ts'
import { systemErrorCode } from '../../lib/system/system-error.ts'
import { OutsideError } from './safe-path-walk.ts'

const LONGEST_NAME = 200

// The path in these messages is the one that the script asked for, never the absolute one.
const quote = (path: string): string =>
  JSON.stringify(path.length > LONGEST_NAME ? `${path.slice(0, LONGEST_NAME)}…` : path)

const outsideFolder = (path: string) =>
  new NodeError('FILE_OUTSIDE_FOLDER', `${quote(path)} is outside the selected folder`, { retryable: false })

export const fileTooLarge = (path: string, limit: number) =>
  new NodeError('FILE_TOO_LARGE', `${quote(path)} is larger than ${limit} bytes`, { retryable: false })

export const unusablePath = (path: string, reason: string) =>
  new NodeError('FILE_ERROR', `${quote(path)} ${reason}`, { retryable: false })

export const selectedFolderGone = (cause: unknown) =>
  new NodeError('FILE_ERROR', 'The selected folder does not exist any more', { cause })

export const fileNotFound = (path: string, cause?: unknown) =>
  new NodeError('FILE_NOT_FOUND', `${quote(path)} does not exist`, { cause })

export const fileExists = (path: string) =>
  new NodeError('FILE_EXISTS', `${quote(path)} exists already`, { retryable: false })

const fromSystem = (path: string, code: string, cause: unknown) => {
  if (code === 'ENOENT') return fileNotFound(path, cause)
  if (code === 'EEXIST') return fileExists(path)
  return new NodeError('FILE_ERROR', `${quote(path)} cannot be used: ${code}`, { cause })
}

/**
 * Runs `work`; what the operating system refuses, and what leads out, becomes a `NodeError` about `path`. What goes wrong
 * once the signal is aborted has the signal's reason.
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
    if (error instanceof OutsideError) throw outsideFolder(path)
    const code = systemErrorCode(error)
    throw code === undefined ? error : fromSystem(path, code, error)
  }
}
