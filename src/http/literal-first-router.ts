import type { Result, Router } from 'hono/router'
import { RegExpRouter } from 'hono/router/reg-exp-router'
import { SmartRouter } from 'hono/router/smart-router'
import { TrieRouter } from 'hono/router/trie-router'

/**
 * Hono's fastest router takes no pattern that has a parameter where another has a word (`/:id` beside `/order`), and
 * hono would use a slow one for all of them. Here addresses that are known to the letter are looked up before.
 */
export class LiteralFirstRouter<T> implements Router<T> {
  readonly name = 'LiteralFirstRouter'
  readonly #all = new TrieRouter<T>()
  readonly #patterns = new SmartRouter<T>({ routers: [new RegExpRouter(), new TrieRouter()] })
  /** By address and method; filled when it is asked for first, because middleware may come after a route. */
  readonly #literals = new Map<string, Map<string, Result<T> | undefined>>()

  add(method: string, path: string, handler: T): void {
    this.#all.add(method, path, handler)
    if (/[:*]/.test(path)) {
      this.#patterns.add(method, path, handler)
      return
    }
    const methods = this.#literals.get(path) ?? new Map()
    this.#literals.set(path, methods.set(method, undefined))
  }

  match(method: string, path: string): Result<T> {
    const methods = this.#literals.get(path)
    if (!methods) return this.#patterns.match(method, path)
    const found = methods.get(method) ?? this.#all.match(method, path)
    if (methods.has(method)) methods.set(method, found)
    return found
  }
}
