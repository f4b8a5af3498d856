import type { Lambda, NamedLambda } from './lambda.ts'
import { fallback } from './run.ts'

/** A name stands for the index of a value in a run's `variables`, or for a function. */
type Named = number | NamedLambda

/** The variables that can be read at the place that is being compiled. */
export class Names {
  #named: ReadonlyMap<string, Named> = new Map()
  /** Those of them that the block binds in which they stand. */
  #own: ReadonlySet<string> = new Set()
  #count = 0

  get(name: string): Named | undefined {
    return this.#named.get(name)
  }

  /** Names that `compile` binds are forgotten after it. */
  block<T>(compile: () => T): T {
    const [named, own] = [this.#named, this.#own]
    this.#own = new Set()
    const made = compile()
    this.#named = named
    this.#own = own
    return made
  }

  /** Compiles what can read parameters, and gives the index of the first; the others follow. */
  withParameters<T>(names: readonly string[], compile: () => T): { readonly made: T; readonly from: number } {
    const outer = this.#named
    const from = this.#count
    this.#count += names.length
    this.#named = new Map([...outer, ...names.map((name, index) => [name, from + index] as const)])
    const made = compile()
    this.#named = outer
    return { made, from }
  }

  /** The index of the value of a name, which is the same when a block binds it again. */
  bind(name: string): number {
    const before = this.#own.has(name) ? this.get(name) : undefined
    // A function that reads the name would call the one that is bound last.
    if (typeof before === 'object') return fallback()
    const index = before ?? this.#count++
    this.#declare(name, index)
    return index
  }

  /** The index of the context of a function. */
  bindLambda(name: string, lambda: Lambda): number {
    if (this.#own.has(name)) return fallback()
    const context = this.#count++
    this.#declare(name, { lambda, context })
    return context
  }

  #declare(name: string, named: Named) {
    this.#named = new Map(this.#named).set(name, named)
    this.#own = new Set(this.#own).add(name)
  }
}
