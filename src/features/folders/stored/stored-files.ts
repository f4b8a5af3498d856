import { withFileErrors } from '../files/file-errors.ts'
import type { Workspace } from '../workspace.ts'
import { type EntryPage, type PageOptions, readPage } from './folder-page.ts'
import { removeStored } from './remove-file.ts'
import { type FileCondition, type ReplacedFile, type Replacement, replaceFile } from './replace-file.ts'
import { type OpenStoredFile, openStoredFile } from './stored-file.ts'

const ROOT = ''

/**
 * The files of the whole workspace, by their paths from its root. What cannot be done with a file is a `NodeError`, as
 * for file nodes.
 */
export class StoredFiles {
  readonly #workspace: Workspace

  constructor(workspace: Workspace) {
    this.#workspace = workspace
  }

  /** @throws AppError `FOLDER_NOT_FOUND`, `PATH_OUTSIDE_WORKSPACE` */
  page(path: string, options: PageOptions, signal: AbortSignal): Promise<EntryPage> {
    return this.#workspace.within(path, ({ root, names }) =>
      withFileErrors(path, signal, () => readPage(root, names, options, signal)),
    )
  }

  open(path: string, signal: AbortSignal): Promise<OpenStoredFile> {
    return this.#workspace.within(ROOT, ({ root }) =>
      withFileErrors(path, signal, () => openStoredFile(root, path)),
    )
  }

  /** @throws AppError `PRECONDITION_FAILED` */
  replace(replacement: Replacement): Promise<ReplacedFile> {
    const { path, signal } = replacement
    return this.#workspace.within(ROOT, ({ root }) =>
      withFileErrors(path, signal, () => replaceFile(root, replacement)),
    )
  }

  /** Removes a file or an empty folder. @throws AppError `PRECONDITION_FAILED` */
  remove(path: string, condition: FileCondition, signal: AbortSignal): Promise<string> {
    return this.#workspace.within(ROOT, ({ root }) =>
      withFileErrors(path, signal, () => removeStored(root, path, condition)),
    )
  }
}
