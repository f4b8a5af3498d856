import { fileTooLarge, type SizeLimit } from '../../../engine/file-format.ts'
import { quote } from './file-errors.ts'
import type { WorkspaceQuota } from './workspace-quota.ts'

export interface GrowthLimits {
  readonly maxBytes: number
  readonly quota: WorkspaceQuota
}

/** What one file takes of the workspace, counted while it is written. */
export class FileGrowth {
  readonly #path: string
  /** What the file takes before it is written. */
  readonly #before: number
  /** How large it may become. */
  readonly limit: SizeLimit
  readonly #quota: WorkspaceQuota
  #counted = 0

  private constructor(path: string, before: number, limit: SizeLimit, quota: WorkspaceQuota) {
    this.#path = path
    this.#before = before
    this.limit = limit
    this.#quota = quota
  }

  static async of(path: string, before: number, { maxBytes, quota }: GrowthLimits): Promise<FileGrowth> {
    const left = (await quota.left()) + before
    const limit: SizeLimit =
      left < maxBytes
        ? { bytes: left, setting: 'WORKSPACE_QUOTA_BYTES' }
        : { bytes: maxBytes, setting: 'FILE_MAX_BYTES' }
    return new FileGrowth(path, before, limit, quota)
  }

  /** Counts what is written so far. What it replaces is still there. @throws NodeError when it is too large */
  grow(size: number) {
    this.#count(size, Math.max(this.#counted, size - this.#before))
  }

  /** Counts what the file has become. @throws NodeError when it is too large */
  settle(size: number) {
    this.#count(size, size - this.#before)
  }

  undo() {
    this.#quota.give(this.#counted)
    this.#counted = 0
  }

  #count(size: number, added: number) {
    if (size > this.limit.bytes) throw fileTooLarge(quote(this.#path), this.limit)
    const room = this.#quota.take(added - this.#counted)
    if (room !== undefined) {
      const bytes = room + this.#before + Math.max(0, this.#counted)
      throw fileTooLarge(quote(this.#path), { bytes, setting: 'WORKSPACE_QUOTA_BYTES' })
    }
    this.#counted = added
  }
}
