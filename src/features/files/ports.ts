import type { FileHandle } from 'node:fs/promises'
import type { ListedFile } from '../../engine/ports.ts'

/** Whether a change may happen to the file with this ETag, or to a path without a file. */
export type FileCondition = (etag: string | undefined) => boolean

export interface StoredFile {
  readonly entry: ListedFile
  readonly etag: string
}

/** The code that opened it closes the handle. */
export interface OpenFile extends StoredFile {
  readonly handle: FileHandle
}

export interface ListedPage {
  readonly entries: readonly ListedFile[]
  /** The names that lead from the folder to the last entry; `undefined` on the last page. */
  readonly next: readonly string[] | undefined
}

export interface PageOptions {
  readonly recursive: boolean
  readonly limit: number
  /** The `next` of the page before; empty for the first one. */
  readonly after: readonly string[]
}

export interface Upload {
  readonly path: string
  readonly createOnly: boolean
  readonly condition: FileCondition
  /** In bytes, if it is known before. */
  readonly size: number | undefined
  readonly signal: AbortSignal
  /** Writes the content, and calls `grow` with the size that the file is about to have. */
  readonly fill: (descriptor: number, grow: (size: number) => void) => Promise<void>
}

/** The files of the workspace, by their paths from its root. Rejects with a `NodeError` what cannot be done with one. */
export interface FileArea {
  page(path: string, options: PageOptions, signal: AbortSignal): Promise<ListedPage>
  open(path: string, signal: AbortSignal): Promise<OpenFile>
  replace(upload: Upload): Promise<StoredFile & { readonly isNew: boolean }>
  /** Resolves with the path from the root. */
  remove(path: string, condition: FileCondition, signal: AbortSignal): Promise<string>
}
