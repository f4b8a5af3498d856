import { NodeError } from '../engine/errors.ts'
import { systemErrorCode } from '../lib/system-error.ts'

// The path in these messages is the one that the script asked for, never the absolute one.

export const outsideFolder = (path: string) =>
  new NodeError('FILE_OUTSIDE_FOLDER', `"${path}" is outside the selected folder`, { retryable: false })

export const fileTooLarge = (path: string, limit: number) =>
  new NodeError('FILE_TOO_LARGE', `"${path}" is larger than ${limit} bytes`, { retryable: false })

export const unusablePath = (path: string, reason: string) =>
  new NodeError('FILE_ERROR', `"${path}" ${reason}`, { retryable: false })

export const selectedFolderGone = (cause: unknown) =>
  new NodeError('FILE_ERROR', 'The selected folder does not exist any more', { cause })

const fileExists = (path: string) =>
  new NodeError('FILE_EXISTS', `"${path}" exists already`, { retryable: false })

const fromSystem = (path: string, code: string, cause: unknown) => {
  if (code === 'ENOENT') return new NodeError('FILE_NOT_FOUND', `"${path}" does not exist`, { cause })
  if (code === 'EEXIST') return fileExists(path)
  return new NodeError('FILE_ERROR', `"${path}" cannot be used: ${code}`, { cause })
}

/** Runs `work`; what the operating system refuses becomes a `NodeError` about `path`. */
export const withFileErrors = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    const code = systemErrorCode(error)
    throw code === undefined ? error : fromSystem(path, code, error)
  }
}
