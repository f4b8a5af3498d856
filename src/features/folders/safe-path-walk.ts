import { readlink } from 'node:fs/promises'
import { isAbsolute, join, sep } from 'node:path'
import { namesBelow } from '../../lib/system/paths.ts'
import { systemErrorCode } from '../../lib/system/system-error.ts'
import type { Held, Hold } from './pinned-entry.ts'

/** As many links as Linux follows on one way. */
const MOST_LINKS = 40
/** What is on the way is held, so a way is not of any length. */
const MOST_NAMES = 128

/** A way that leads out of the folder that it began in. */
export class OutsideError extends Error {}

/** The folder that a way begins in and cannot leave. */
export interface Start {
  readonly held: Held
  /** The absolute paths that it is known by; the first has no links in it. */
  readonly paths: readonly string[]
}

/**
 * The way from a folder to something in it, gone step by step from one held folder to the next: nobody can put a link
 * in between that is not seen. Links are followed within the folder only.
 */
export class Trail implements AsyncDisposable {
  readonly #start: Start
  readonly #hold: Hold
  readonly #steps: { readonly name: string; readonly held: Held }[] = []
  /** Names at the end of the way that there is nothing of. */
  missing: readonly string[] = []

  private constructor(start: Start, hold: Hold) {
    this.#start = start
    this.#hold = hold
  }

  /** @throws OutsideError */
  static async follow(start: Start, names: readonly string[], hold: Hold): Promise<Trail> {
    if (names.length > MOST_NAMES) throw systemError('ENAMETOOLONG')
    const trail = new Trail(start, hold)
    try {
      await trail.#follow(names)
      return trail
    } catch (error) {
      await trail[Symbol.asyncDispose]()
      throw error
    }
  }

  /** Without links, from the start. */
  get names(): readonly string[] {
    return this.#steps.map(({ name }) => name)
  }

  /** The last thing on the way that there is. */
  get end(): Held {
    return this.#steps.at(-1)?.held ?? this.#start.held
  }

  /** The folder that the end is in. */
  get parent(): Held {
    return this.#steps.at(-2)?.held ?? this.#start.held
  }

  /** Goes on to something in the folder at the end, which must not be a link. */
  async step(name: string): Promise<void> {
    if (this.#steps.length >= MOST_NAMES) throw systemError('ENAMETOOLONG')
    this.#steps.push({ name, held: await this.#hold(join(this.end.path, name)) })
  }

  async [Symbol.asyncDispose]() {
    await Promise.all(this.#steps.splice(0).map(({ held }) => held[Symbol.asyncDispose]()))
  }

  async #follow(names: readonly string[]) {
    const left = [...names]
    let links = 0
    for (let name = left.shift(); name !== undefined; name = left.shift()) {
      if (name === '' || name === '.') continue
      if (name === '..') {
        await this.#back()
        continue
      }
      if (!(await this.#exists(name))) {
        this.missing = [name, ...left].filter((each) => each !== '' && each !== '.')
        return
      }
      if (!this.end.stats.isSymbolicLink()) continue
      if (++links > MOST_LINKS) throw systemError('ELOOP')
      left.unshift(...(await this.#target(name)))
    }
  }

  async #exists(name: string): Promise<boolean> {
    try {
      await this.step(name)
      return true
    } catch (error) {
      if (systemErrorCode(error) === 'ENOENT') return false
      throw error
    }
  }

  async #back() {
    const last = this.#steps.pop()
    if (!last) throw new OutsideError()
    await last.held[Symbol.asyncDispose]()
  }

  /** The names that a link stands for, from the folder that it is in, or from the start. */
  async #target(name: string): Promise<readonly string[]> {
    await this.#back()
    const target = await readlink(join(this.end.path, name))
    if (!isAbsolute(target)) return target.split(sep)
    const names = namesBelow(this.#start.paths, target)
    if (!names) throw new OutsideError()
    await this[Symbol.asyncDispose]()
    return names
  }
}

const systemError = (code: string) => Object.assign(new Error(code), { code, errno: -1 })
