import type jsonata from 'jsonata'
import { LRUCache } from 'lru-cache'
import type { Share } from '../../lib/async/fair-semaphore.ts'
import { type MaybePromise, mapMaybePromise } from '../../lib/async/maybe-promise.ts'
import { Turns } from '../../lib/async/turns.ts'
import type { MissingValue } from '../missing-value.ts'
import { type Scope, VARIABLES } from '../scope.ts'
import { TaskTooLarge } from '../workers/large-tasks.ts'
import type { TimeLimits } from '../workers/task-timer.ts'
import { type AstNode, astOf } from './ast.ts'
import { parsedLength } from './coalescing-depth.ts'
import { compileFast } from './fast/compile.ts'
import { FALLBACK, type Fast, FastRun } from './fast/run.ts'
import { compileJsonata, type ExpressionLimits } from './jsonata.ts'
import { failedExpression } from './mistakes/failures.ts'
import type { Inspection } from './names/inspection.ts'
import { missingParts, type NamedPart, namedParts } from './names/named-parts.ts'
import { type ExpressionNames, namesIn } from './names/names-in.ts'
import { type ScopeDependencies, scopeDependencies, WHOLE_SCOPE } from './scope-dependencies.ts'
import { scopeText } from './scope-text.ts'
import { computesWithSecrets } from './secret-flow.ts'
import { type SecretValues, secretsIn } from './secrets.ts'
import { splitTemplate } from './template-scanner.ts'
import { ExpressionPool, type ExpressionPoolOptions } from './worker/pool.ts'

/** What an evaluation may use in addition to its scope. */
export interface Evaluation {
  readonly signal?: AbortSignal | undefined
  /** Without them there is no `$secret`. */
  readonly secrets?: SecretValues | undefined
  /** Whose share of the threads it uses. */
  readonly share?: Share | undefined
  /** Called by a template for each of its expressions, or part of one, that finds nothing; what it throws fails the evaluation. */
  readonly onMissing?: ((missing: MissingValue) => void) | undefined
}

export interface Expression extends Inspection {
  /** See the function of the same name; `false` when it names none. */
  readonly computesWithSecrets: boolean
  /**
   * The expression's value in a scope as plain JSON, `undefined` when there is none. The scope, which holds plain JSON,
   * is not changed; its fields must be own properties, and may be getters. The fast path returns its value, a worker
   * promises it.
   * @throws NodeError `EXPRESSION_FAILED`, or the signal's reason
   */
  evaluate(scope: Scope, evaluation?: Evaluation): MaybePromise<unknown>
}

export interface ExpressionOptions
  extends Partial<ExpressionLimits>,
    Omit<ExpressionPoolOptions, 'limits' | 'turns'> {
  /** What evaluations on the main thread share with other long computations. */
  readonly turns?: Turns
  /** How many compiled expressions are kept. */
  readonly cacheSize?: number
  /** Characters of JSON of what an evaluation in a worker reads. */
  readonly maxInput?: number
  /** What an evaluation in a worker may allocate. */
  readonly memoryBytes?: number
}

/** A compiled expression takes memory in proportion to its source. */
const MAX_CACHED_CHARACTERS = 4_000_000
/** Characters to parse: compiling takes some 0.5 µs for each, which would hold the event loop for longer expressions. */
const MAX_MAIN_THREAD_SOURCE = 10_000

/**
 * JSONata expressions, compiled once. The root document of an expression is the scope. There are two lanes: the fast
 * path on the main thread for what has a fast form, and JSONata in a worker for everything else.
 */
export class Expressions {
  readonly #cache: LRUCache<string, CompiledExpression>
  readonly #limits: ExpressionLimits
  readonly #maxInput: number
  readonly #pool: ExpressionPool
  readonly #turns: Turns

  constructor({
    turns = new Turns(),
    cacheSize = 1000,
    timeoutMs = 1000,
    wallTimeMs = 30 * timeoutMs,
    stack = 5000,
    sequence = 1_000_000,
    largest = 12_000_000,
    memoryBytes = 128 * 1024 * 1024,
    maxInput = 32_000_000,
    ...pool
  }: ExpressionOptions = {}) {
    this.#turns = turns
    this.#cache = new LRUCache({
      max: cacheSize,
      maxSize: MAX_CACHED_CHARACTERS,
      sizeCalculation: (_, source) => source.length + 1,
    })
    this.#limits = { timeoutMs, wallTimeMs, stack, sequence, largest }
    this.#maxInput = maxInput
    this.#pool = new ExpressionPool({ limits: { ...this.#limits, memoryBytes }, turns, ...pool })
  }

  /**
   * The compiled expression; `{{ }}` around all of it is ignored.
   * @throws NodeError `EXPRESSION_INVALID`, with the position of the mistake in its message
   */
  compile(source: string): Expression {
    return this.#compile(source)
  }

  /**
   * As `compile(source)`, except that a long expression is compiled in a worker.
   * @throws NodeError `EXPRESSION_INVALID`
   */
  inspect(source: string): MaybePromise<Inspection> {
    return this.#isLong(source) ? this.#pool.inspect(unwrap(source)) : this.#compile(source)
  }

  /** As `compile(source).computesWithSecrets`; a long expression is not looked into, and counts as one that does. */
  computesWithSecrets(source: string): boolean {
    return this.#isLong(source) || this.#compile(source).computesWithSecrets
  }

  /** As `compile(source).evaluate`, except that a long expression that is not cached is compiled in a worker only. */
  evaluate(source: string, scope: Scope, evaluation?: Evaluation): MaybePromise<unknown> {
    if (!this.#isLong(source)) return this.#evaluate(() => this.#compile(source), scope, evaluation)
    const scopeText = (maxLength?: number) => this.#textOf(scope, WHOLE_SCOPE, maxLength)
    return this.#pool.evaluate({ source: unwrap(source), scopeText, ...evaluation })
  }

  /** Paths in an expression that find nothing, and so are missing in the value it has nevertheless; see `namedParts`. */
  missingParts(source: string, scope: Scope): readonly string[] {
    return this.#isLong(source) ? [] : this.#compile(source).missingParts(scope)
  }

  /** The longest that an evaluation takes: processor time, and time by the clock. */
  get timeLimits(): TimeLimits {
    return this.#limits
  }

  close(): Promise<void> {
    return this.#pool.close()
  }

  async #textOf(scope: Scope, dependencies: ScopeDependencies, maxLength = this.#maxInput): Promise<string> {
    const text = await scopeText(scope, dependencies, Math.min(maxLength, this.#maxInput), this.#turns)
    if (text !== undefined) return text
    throw maxLength < this.#maxInput ? new TaskTooLarge() : inputTooLong(this.#maxInput)
  }

  #isLong(source: string): boolean {
    if (this.#cache.has(source)) return false
    return source.length > MAX_MAIN_THREAD_SOURCE || parsedLength(source) > MAX_MAIN_THREAD_SOURCE
  }

  #compile(source: string): CompiledExpression {
    const cached = this.#cache.get(source)
    if (cached) return cached
    const compiled: CompiledExpression = new CompiledExpression(
      unwrap(source),
      compileJsonata(unwrap(source), this.#limits),
      (scope, evaluation) => this.#evaluate(() => compiled, scope, evaluation),
    )
    this.#cache.set(source, compiled)
    return compiled
  }

  #evaluate(
    find: () => CompiledExpression,
    scope: Scope,
    evaluation: Evaluation = {},
  ): MaybePromise<unknown> {
    const evaluateFast = () => {
      const compiled = find()
      const value = compiled.evaluateFast(scope, evaluation)
      return value === FALLBACK ? compiled : { value }
    }
    const found = this.#turns.isOver
      ? this.#turns.next(evaluation.share?.holder).then(evaluateFast)
      : evaluateFast()
    return mapMaybePromise(found, (result) => {
      if (!(result instanceof CompiledExpression)) return result.value
      const { source, dependencies } = result
      return this.#pool.evaluate({
        source,
        scopeText: (maxLength) => this.#textOf(scope, dependencies, maxLength),
        ...evaluation,
      })
    })
  }
}

class CompiledExpression implements Expression {
  readonly source: string
  readonly secrets: Expression['secrets']
  readonly computesWithSecrets: boolean
  readonly evaluate: Expression['evaluate']
  readonly #ast: AstNode
  #analysis: Analysis | undefined
  #names: ExpressionNames | undefined

  constructor(source: string, compiled: jsonata.Expression, evaluate: Expression['evaluate']) {
    this.source = source
    this.secrets = secretsIn(source, compiled)
    this.evaluate = evaluate
    this.#ast = astOf(compiled)
    this.computesWithSecrets = this.secrets.length > 0 && computesWithSecrets(this.#ast)
  }

  get names(): ExpressionNames {
    this.#names ??= namesIn(this.#ast)
    return this.#names
  }

  get dependencies(): ScopeDependencies {
    return this.#analyse().dependencies
  }

  missingParts(scope: Scope): readonly string[] {
    const { parts } = this.#analyse()
    return parts.length > 0 ? missingParts(parts, scope) : []
  }

  /** `FALLBACK` when only JSONata can determine the value, or the error. */
  evaluateFast(scope: Scope, { secrets }: Evaluation): unknown {
    const { fast } = this.#analyse()
    if (!fast) return FALLBACK
    try {
      return fast(scope, new FastRun(scope, { secrets, variables: scope[VARIABLES] }))
    } catch {
      return FALLBACK
    }
  }

  #analyse(): Analysis {
    this.#analysis ??= analyse(this.#ast)
    return this.#analysis
  }
}

interface Analysis {
  readonly dependencies: ScopeDependencies
  readonly fast: Fast | undefined
  readonly parts: readonly NamedPart[]
}

const analyse = (ast: AstNode): Analysis => {
  try {
    const dependencies = scopeDependencies(ast)
    // The object of all nodes is not plain, and changes while the graph runs.
    const fast = dependencies.nodes === 'all' ? undefined : compileFast(ast)
    return { dependencies, fast, parts: namedParts(ast) }
  } catch (error) {
    // Nested too deeply for this thread's stack.
    if (error instanceof RangeError) return { dependencies: WHOLE_SCOPE, fast: undefined, parts: [] }
    throw error
  }
}

const inputTooLong = (maxLength: number) =>
  failedExpression(
    `the expression reads values of more than ${maxLength} characters (EXPRESSION_INPUT_LIMIT). Select only the fields that it needs, such as nodes.a.total instead of nodes.`,
  )

const unwrap = (source: string): string => {
  const [only, ...others] = splitTemplate(source.trim())
  return only && 'expression' in only && others.length === 0 ? only.expression : source
}
