import jsonata from 'jsonata'
import { LRUCache } from 'lru-cache'
import { isRecord } from '../lib/is-record.ts'
import { NodeError } from './errors.ts'
import { SECRET, secretsInExpression } from './expression-secrets.ts'
import type { Scope } from './node-types/define.ts'
import { toPlainJson } from './plain-json.ts'
import { splitTemplate } from './template-scanner.ts'

/** Values of secrets by name. */
export type SecretValues = ReadonlyMap<string, string>

export interface Expression {
  /** The secrets that it names, once for each use; `undefined` for a use that does not name its secret as plain text. */
  readonly secrets: readonly (string | undefined)[]
  /**
   * The expression's value in a scope as plain JSON, `undefined` when it finds nothing. The scope's fields must be
   * its own properties; they may be getters. Without `secrets` there is no `$secret`.
   * @throws NodeError `EXPRESSION_FAILED`
   */
  evaluate(scope: Scope, secrets?: SecretValues): Promise<unknown>
}

export interface ExpressionLimits {
  /** How many compiled expressions are kept. */
  readonly cacheSize?: number
  /** An evaluation holds up everything else, so this is also the longest that one can stop the process. */
  readonly timeoutMs?: number
  /** Nested evaluations; the elements of one array or object literal count together. */
  readonly stack?: number
  /** The longest array that an evaluation may build on its way. */
  readonly sequence?: number
  /** The largest result, about as many characters as its JSON text has. */
  readonly largestResult?: number
}

// A compiled expression takes memory in proportion to its source, so the cache is bounded by that, too.
const CACHED_CHARACTERS = 4_000_000

/** JSONata expressions, compiled once. The root document of an expression is the scope. */
export class Expressions {
  readonly #cache: LRUCache<string, Expression>
  readonly #options: jsonata.JsonataOptions
  readonly #largestResult: number

  constructor({
    cacheSize = 1000,
    timeoutMs = 1000,
    stack = 5000,
    sequence = 1_000_000,
    largestResult = 32_000_000,
  }: ExpressionLimits = {}) {
    this.#cache = new LRUCache({
      max: cacheSize,
      maxSize: CACHED_CHARACTERS,
      sizeCalculation: (_, source) => source.length + 1,
    })
    this.#options = { timeout: timeoutMs, stack, sequence }
    this.#largestResult = largestResult
  }

  /**
   * The compiled expression; `{{ }}` around the whole of it are ignored.
   * @throws NodeError `EXPRESSION_INVALID`, with the place of the mistake in its message
   */
  compile(source: string): Expression {
    const cached = this.#cache.get(source)
    if (cached) return cached
    const expression = this.#compile(source)
    this.#cache.set(source, expression)
    return expression
  }

  #compile(source: string): Expression {
    try {
      const compiled = jsonata(unwrap(source), this.#options)
      const largest = this.#largestResult
      const secrets = source.includes(`$${SECRET}`) ? secretsInExpression(compiled.ast()) : []
      return {
        secrets,
        async evaluate(scope, values) {
          // Not even for `$eval` when the expression itself does not name a secret.
          const bindings = values && secrets.length > 0 ? { [SECRET]: readerOf(values) } : undefined
          try {
            return toPlainJson(await compiled.evaluate(scope, bindings), largest)
          } catch (thrown) {
            throw expressionError('EXPRESSION_FAILED', thrown)
          }
        },
      }
    } catch (thrown) {
      throw expressionError('EXPRESSION_INVALID', thrown)
    }
  }
}

const readerOf =
  (values: SecretValues) =>
  (name: unknown): string => {
    const value = typeof name === 'string' ? values.get(name) : undefined
    if (value === undefined) throw new Error('only a secret that the node names as plain text can be used')
    return value
  }

const unwrap = (source: string): string => {
  const [only, ...others] = splitTemplate(source.trim())
  return only && 'expression' in only && others.length === 0 ? only.expression : source
}

/** JSONata throws plain objects with a message and mostly the position after the token at fault. */
const expressionError = (code: string, thrown: unknown): NodeError => {
  const { message, position }: Partial<Record<string, unknown>> = isRecord(thrown) ? thrown : {}
  const reason = typeof message === 'string' ? message : String(thrown)
  const place = typeof position === 'number' ? ` (at character ${position})` : ''
  return new NodeError(code, `${reason}${place}`, { retryable: false, cause: thrown })
}
