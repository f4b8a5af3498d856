import type { Result, Router } from 'hono/router'
import { RegExpRouter } from 'hono/router/reg-exp-router'
import { SmartRouter } from 'hono/router/smart-router'
import { TrieRouter } from 'hono/router/trie-router'

/**
 * Looks up paths without parameters in a map before it matches patterns. Hono's fastest router rejects patterns where
 * one has a parameter and another a literal (`/:id` beside `/order`), and hono would use its slow one for all routes.
 * Such a literal is an address of its own: with a method that it does not have, it is no value of the parameter either.
 */
export class LiteralFirstRouter<T> implements Router<T> {
  readonly name = 'LiteralFirstRouter'
  /** Everything without parameters. */
  readonly #plain = new TrieRouter<T>()
  readonly #patterns = new SmartRouter<T>({ routers: [new RegExpRouter(), new TrieRouter()] })
  /** By path and method; filled on first use, because middleware may be added after a route. */
  readonly #literals = new Map<string, Map<string, Result<T> | undefined>>()

  add(method: string, path: string, handler: T): void {
    if (!path.includes(':')) this.#plain.add(method, path, handler)
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
    const found = methods.get(method) ?? this.#plain.match(method, path)
    if (methods.has(method)) methods.set(method, found)
    return found
  }
}
