import { lstat, opendir } from 'node:fs/promises'
import { join } from 'node:path'
import { systemErrorCode } from '../../../lib/system/system-error.ts'
import type { Clock } from '../../../lib/time/clock.ts'

/** Others may write to the workspace, too, so that what is known of it grows old. */
const KNOWN_MS = 60_000
/** A workspace that seems full is looked at again, but not for each write that is refused. */
const FULL_KNOWN_MS = 1000

export interface QuotaOptions {
  /** 0 for none. */
  readonly bytes: number
  readonly clock: Pick<Clock, 'now'>
  readonly root: () => string
}

/** What the files of the workspace may take together. */
export class WorkspaceQuota {
  readonly #options: QuotaOptions
  #used: Promise<number> = Promise.resolve(0)
  #measuredAt = Number.NEGATIVE_INFINITY

  constructor(options: QuotaOptions) {
    this.#options = options
  }

  /** How many bytes more the workspace may take. */
  async left(): Promise<number> {
    const { bytes } = this.#options
    if (bytes === 0) return Number.POSITIVE_INFINITY
    const left = bytes - (await this.#usedSince(KNOWN_MS))
    return left > 0 ? left : Math.max(0, bytes - (await this.#usedSince(FULL_KNOWN_MS)))
  }

  /** To be told of the bytes that a change added or, as a negative number, freed. */
  changed(bytes: number) {
    this.#used = this.#used.then((used) => used + bytes)
  }

  #usedSince(ms: number): Promise<number> {
    const { clock, root } = this.#options
    if (clock.now() - this.#measuredAt >= ms) {
      this.#measuredAt = clock.now()
      this.#used = sizeOf(root())
    }
    return this.#used
  }
}

/** Bytes of all files below a folder; links are not followed. */
const sizeOf = async (root: string): Promise<number> => {
  let size = 0
  const folders = [root]
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    // The last handle closes by itself at the end of the iteration.
    for await (const entry of await opendir(folder)) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) folders.push(path)
      else if (entry.isFile()) size += await fileSize(path)
    }
  }
  return size
}

const fileSize = async (path: string): Promise<number> => {
  try {
    return (await lstat(path)).size
  } catch (error) {
    // It was removed since its folder was read.
    if (systemErrorCode(error) === 'ENOENT') return 0
    throw error
  }
}
