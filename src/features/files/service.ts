import { encodeCursor } from '../../domain/cursor.ts'
import { AppError } from '../../domain/errors.ts'
import { NodeError } from '../../engine/errors.ts'
import { FileSizeError } from '../../engine/file-format.ts'
import type { FileArea, FileCondition, OpenFile, Upload } from './ports.ts'
import type { FileListQuery } from './schema.ts'

export interface FileServiceOptions {
  readonly files: FileArea
  /** Rejects when this process may not change anything, as another one does. */
  readonly confirmWritable: () => Promise<void>
}

/** The files of the workspace for callers of the API. */
export class FileService {
  readonly #files: FileArea
  readonly #confirmWritable: () => Promise<void>

  constructor({ files, confirmWritable }: FileServiceOptions) {
    this.#files = files
    this.#confirmWritable = confirmWritable
  }

  async list({ path, limit, recursive, cursor = [] }: FileListQuery, signal: AbortSignal) {
    const { entries, next } = await answering(path, signal, () =>
      this.#files.page(path, { limit, recursive, after: cursor }, signal),
    )
    return { entries: [...entries], nextCursor: next === undefined ? null : encodeCursor(next) }
  }

  /** Whoever opened it closes its handle. @throws AppError `FILE_NOT_FOUND` and others */
  open(path: string, signal: AbortSignal): Promise<OpenFile> {
    return answering(path, signal, () => this.#files.open(path, signal))
  }

  /** @throws AppError `PRECONDITION_FAILED`, `PAYLOAD_TOO_LARGE`, `WORKSPACE_FULL` and others */
  replace(upload: Upload) {
    return answering(upload.path, upload.signal, async () => {
      await this.#confirmWritable()
      return this.#files.replace(upload)
    })
  }

  /** Removes a file or an empty folder. @throws AppError `FILE_NOT_FOUND`, `PRECONDITION_FAILED` and others */
  remove(path: string, condition: FileCondition, signal: AbortSignal): Promise<string> {
    return answering(path, signal, async () => {
      await this.#confirmWritable()
      return this.#files.remove(path, condition, signal)
    })
  }
}

const answering = async <T>(path: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    if (signal.aborted) throw new AppError('MALFORMED_REQUEST', { cause: error })
    throw error instanceof NodeError ? toAppError(error, path) : error
  }
}

const toAppError = (error: NodeError, path: string): AppError => {
  if (error instanceof FileSizeError) {
    const { bytes: limit, setting } = error.limit
    return setting === 'FILE_MAX_BYTES'
      ? new AppError('PAYLOAD_TOO_LARGE', { values: { setting, limit }, cause: error })
      : new AppError('WORKSPACE_FULL', { values: { limit }, cause: error })
  }
  switch (error.code) {
    case 'FILE_NOT_FOUND':
      return new AppError('FILE_NOT_FOUND', { values: { path }, cause: error })
    case 'FILE_OUTSIDE_FOLDER':
      return new AppError('PATH_OUTSIDE_WORKSPACE', { values: { path }, cause: error })
    // Only a file that may not be replaced is in the way.
    case 'FILE_EXISTS':
      return new AppError('PRECONDITION_FAILED', { cause: error })
    case 'DISK_FULL':
      return new AppError('DISK_FULL', { cause: error })
    default:
      return new AppError('FILE_UNUSABLE', { values: { reason: error.message }, cause: error })
  }
}
