import { readlink } from 'node:fs/promises'
import { isAbsolute, join, sep } from 'node:path'
import { namesBelow } from '../../../lib/system/paths.ts'
import { systemErrorCode } from '../../../lib/system/system-error.ts'
import type { PinEntry, PinnedEntry } from './pinned-entry.ts'

/** The limit of Linux for one path. */
const MAX_LINKS = 40
/** Each step of a walk holds a handle, and a process has a limited number of them. */
const MAX_STEPS = 128

/** Thrown by a walk whose path leads out of its root. */
export class OutsideRootError extends Error {}

/** The folder that a walk starts in and cannot leave. */
export interface WalkRoot {
  readonly entry: PinnedEntry
  /** All absolute paths of the folder; the first one contains no symbolic links. */
  readonly paths: readonly string[]
}

/**
 * Resolves a path from its root step by step, each from the pinned folder before it, so that no symbolic link that is
 * slipped in meanwhile is followed unseen. Links are followed within the root only.
 */
export class SafePathWalk implements AsyncDisposable {
  readonly #root: WalkRoot
  readonly #pin: PinEntry
  readonly #steps: { readonly name: string; readonly entry: PinnedEntry }[] = []
  /** The names at the end of the path that do not exist. */
  missing: readonly string[] = []

  private constructor(root: WalkRoot, pin: PinEntry) {
    this.#root = root
    this.#pin = pin
  }

  /** @throws OutsideRootError */
  static async along(names: readonly string[], root: WalkRoot, pin: PinEntry): Promise<SafePathWalk> {
    if (names.length > MAX_STEPS) throw systemError('ENAMETOOLONG')
    const walk = new SafePathWalk(root, pin)
    try {
      await walk.#follow(names)
      return walk
    } catch (error) {
      await walk[Symbol.asyncDispose]()
      throw error
    }
  }

  /** From the root, with links resolved. */
  get names(): readonly string[] {
    return this.#steps.map(({ name }) => name)
  }

  /** The last entry on the path that exists. */
  get end(): PinnedEntry {
    return this.#steps.at(-1)?.entry ?? this.#root.entry
  }

  /** The folder that contains the end. */
  get parent(): PinnedEntry {
    return this.#steps.at(-2)?.entry ?? this.#root.entry
  }

  /** Continues with an entry of the folder at the end, without following it if it is a link. */
  async step(name: string): Promise<void> {
    if (this.#steps.length >= MAX_STEPS) throw systemError('ENAMETOOLONG')
    this.#steps.push({ name, entry: await this.#pin(join(this.end.path, name)) })
  }

  async [Symbol.asyncDispose]() {
    await Promise.all(this.#steps.splice(0).map(({ entry }) => entry[Symbol.asyncDispose]()))
  }

  async #follow(names: readonly string[]) {
    const left = [...names]
    let links = 0
    for (let name = left.shift(); name !== undefined; name = left.shift()) {
      if (name === '' || name === '.') continue
      if (name === '..') {
        await this.#stepBack()
        continue
      }
      if (!(await this.#stepIfExists(name))) {
        this.missing = [name, ...left].filter((each) => each !== '' && each !== '.')
        return
      }
      if (!this.end.stats.isSymbolicLink()) continue
      if (++links > MAX_LINKS) throw systemError('ELOOP')
      left.unshift(...(await this.#resolveLink(name)))
    }
  }

  async #stepIfExists(name: string): Promise<boolean> {
    try {
      await this.step(name)
      return true
    } catch (error) {
      if (systemErrorCode(error) === 'ENOENT') return false
      throw error
    }
  }

  async #stepBack() {
    const last = this.#steps.pop()
    if (!last) throw new OutsideRootError()
    await last.entry[Symbol.asyncDispose]()
  }

  /** Steps back to where the link's target starts, its folder or the root, and gives the names from there. */
  async #resolveLink(name: string): Promise<readonly string[]> {
    await this.#stepBack()
    const target = await readlink(join(this.end.path, name))
    if (!isAbsolute(target)) return target.split(sep)
    const names = namesBelow(this.#root.paths, target)
    if (!names) throw new OutsideRootError()
    await this[Symbol.asyncDispose]()
    return names
  }
}

const systemError = (code: string) => Object.assign(new Error(code), { code, errno: -1 })
