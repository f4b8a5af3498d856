import { lstat, opendir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { systemErrorCode } from '../../../lib/system/system-error.ts'
import type { Clock } from '../../../lib/time/clock.ts'
import { isTemporaryName } from './temporary-name.ts'

/** Others may write to the workspace, too, so that what is known of it grows old. */
const KNOWN_MS = 60_000
/** A workspace that seems full is looked at again, but not for each write that is refused. */
const FULL_KNOWN_MS = 1000
/** A file that is being written grows far more often than that, whatever process writes it. */
const LEFTOVER_MS = 3_600_000

export interface QuotaOptions {
  /** 0 for none. */
  readonly bytes: number
  readonly clock: Pick<Clock, 'now'>
  readonly root: () => string
}

/** What the files of the workspace may take together. */
export class WorkspaceQuota {
  readonly #options: QuotaOptions
  #used = 0
  #measuredAt = Number.NEGATIVE_INFINITY
  #measuring: Promise<void> | undefined

  constructor(options: QuotaOptions) {
    this.#options = options
  }

  /** How many bytes more the workspace may take. */
  async left(): Promise<number> {
    const { bytes } = this.#options
    if (bytes === 0) return Number.POSITIVE_INFINITY
    await this.#measure(KNOWN_MS)
    if (this.#used >= bytes) await this.#measure(FULL_KNOWN_MS)
    return Math.max(0, bytes - this.#used)
  }

  /**
   * Counts bytes that are about to stay, unless they are too many, as what was left may have been taken meanwhile: then
   * returns how many there may be.
   */
  take(added: number): number | undefined {
    const { bytes } = this.#options
    if (bytes > 0 && added > 0 && this.#used + added > bytes) return Math.max(0, bytes - this.#used)
    this.#used += added
    return undefined
  }

  /** Called with the bytes that were freed. */
  give(freed: number) {
    this.#used -= freed
  }

  async #measure(knownMs: number): Promise<void> {
    const { clock, root } = this.#options
    if (!this.#measuring && clock.now() - this.#measuredAt >= knownMs) {
      this.#measuredAt = clock.now()
      this.#measuring = sizeOf(root(), clock.now() - LEFTOVER_MS)
        .then((size) => {
          this.#used = size
        })
        .finally(() => {
          this.#measuring = undefined
        })
    }
    await this.#measuring
  }
}

/** Bytes of all files below a folder; links are not followed. Removes what writes that ended unexpectedly have left. */
const sizeOf = async (root: string, leftBefore: number): Promise<number> => {
  let size = 0
  const folders = [root]
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    // The last handle closes by itself at the end of the iteration.
    for await (const entry of await opendir(folder)) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) folders.push(path)
      else if (entry.isFile()) size += await fileSize(path, leftBefore)
    }
  }
  return size
}

const fileSize = async (path: string, leftBefore: number): Promise<number> => {
  try {
    const { size, mtimeMs } = await lstat(path)
    if (!isTemporaryName(basename(path)) || mtimeMs >= leftBefore) return size
    await rm(path, { force: true })
    return 0
  } catch (error) {
    // It was removed since its folder was read.
    if (systemErrorCode(error) === 'ENOENT') return 0
    throw error
  }
}
