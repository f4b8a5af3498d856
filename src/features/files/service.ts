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

  /** @throws AppError `FOLDER_NOT_FOUND`, `PATH_OUTSIDE_WORKSPACE` */
  async list({ path, limit, recursive, cursor = [] }: FileListQuery, signal: AbortSignal) {
    const { entries, next } = await this.#using(path, signal, 'FOLDER_NOT_FOUND', () =>
      this.#files.page(path, { limit, recursive, after: cursor }, signal),
    )
    return { entries: [...entries], nextCursor: next === undefined ? null : encodeCursor(next) }
  }

  /**
   * The code that opened it closes its handle. @throws AppError `FILE_NOT_FOUND`, `FILE_UNUSABLE`,
   * `PATH_OUTSIDE_WORKSPACE`
   */
  open(path: string, signal: AbortSignal): Promise<OpenFile> {
    return this.#using(path, signal, 'FILE_NOT_FOUND', () => this.#files.open(path, signal))
  }

  /** @throws AppError `PRECONDITION_FAILED`, `PAYLOAD_TOO_LARGE`, `WORKSPACE_FULL`, `DISK_FULL`, and those of `open` */
  replace(upload: Upload) {
    return this.#using(upload.path, upload.signal, 'FILE_UNUSABLE', async () => {
      await this.#confirmWritable()
      return this.#files.replace(upload)
    })
  }

  /** Removes a file or an empty folder. @throws AppError `PRECONDITION_FAILED`, and those of `open` */
  remove(path: string, condition: FileCondition, signal: AbortSignal): Promise<string> {
    return this.#using(path, signal, 'FILE_NOT_FOUND', async () => {
      await this.#confirmWritable()
      return this.#files.remove(path, condition, signal)
    })
  }

  /** Runs `work`; its errors about the path become those of the API, a path that leads nowhere `missing`. */
  async #using<T>(path: string, signal: AbortSignal, missing: Missing, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (signal.aborted) throw new AppError('MALFORMED_REQUEST', { cause: error })
      throw error instanceof NodeError ? toAppError(error, path, missing) : error
    }
  }
}

type Missing = 'FILE_NOT_FOUND' | 'FOLDER_NOT_FOUND' | 'FILE_UNUSABLE'

const toAppError = (error: NodeError, path: string, missing: Missing): AppError => {
  if (error instanceof FileSizeError) return tooLarge(error)
  const options = { values: { path, reason: error.message }, cause: error }
  switch (error.code) {
    case 'FILE_NOT_FOUND':
      return new AppError(missing, options)
    case 'FILE_OUTSIDE_FOLDER':
      return new AppError('PATH_OUTSIDE_WORKSPACE', options)
    // Only a file that may not be replaced is in the way.
    case 'FILE_EXISTS':
      return new AppError('PRECONDITION_FAILED', options)
    case 'DISK_FULL':
      return new AppError('DISK_FULL', options)
    default:
      return new AppError(missing === 'FOLDER_NOT_FOUND' ? missing : 'FILE_UNUSABLE', options)
  }
}

const tooLarge = (cause: FileSizeError): AppError => {
  const { bytes: limit, setting } = cause.limit
  const code = setting === 'FILE_MAX_BYTES' ? 'PAYLOAD_TOO_LARGE' : 'WORKSPACE_FULL'
  return new AppError(code, { values: { setting, limit }, cause })
}
