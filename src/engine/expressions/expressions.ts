import type jsonata from 'jsonata'
import { LRUCache } from 'lru-cache'
import { type MaybePromise, mapMaybePromise } from '../../lib/async/maybe-promise.ts'
import { Lane } from '../../lib/async/yielding-queue.ts'
import { toPlainJson } from '../../lib/json/json-value.ts'
import { SmallValues } from '../../lib/json/small-values.ts'
import type { Scope } from '../scope.ts'
import { astOf } from './ast.ts'
import { type Cost, costOf } from './cost.ts'
import { quickExpression } from './fast/compile.ts'
import { type Quick, UNSURE } from './fast/fast.ts'
import {
  compileJsonata,
  type ExpressionLimits,
  evaluationError,
  failedExpression,
  isTimeout,
} from './jsonata.ts'
import { type ScopeUse, scopeUse, WHOLE_SCOPE } from './scope-dependencies.ts'
import { scopeText } from './scope-text.ts'
import { type SecretValues, secretBindings, secretsIn } from './secrets.ts'
import { splitTemplate } from './template-scanner.ts'
import { leaveUnmarked } from './worker/hooks.ts'
import { ExpressionThreads, type ExpressionThreadsOptions } from './worker/pool.ts'

/** What an evaluation may use besides its scope. */
export interface Evaluation {
  readonly signal?: AbortSignal | undefined
  /** Without them there is no `$secret`. */
  readonly secrets?: SecretValues | undefined
}

export interface Expression {
  /** The secrets that it names, once for each use; `undefined` for a use that does not name its secret as plain text. */
  readonly secrets: readonly (string | undefined)[]
  /**
   * The expression's value in a scope as plain JSON, `undefined` when it finds nothing. The scope is not changed. Its
   * fields must be its own properties; they may be getters.
   * A simple one gives its value at once; any other promises it.
   * @throws NodeError `EXPRESSION_FAILED`, or the signal's reason
   */
  evaluate(scope: Scope, evaluation?: Evaluation): MaybePromise<unknown>
}

export interface ExpressionOptions
  extends Partial<ExpressionLimits>,
    Omit<ExpressionThreadsOptions, 'limits'> {
  /** How many compiled expressions are kept. */
  readonly cacheSize?: number
  /** How long an evaluation may hold up everything else before it is begun anew in a thread. */
  readonly patienceMs?: number
  /** What an evaluation in a thread may hold. */
  readonly memoryBytes?: number
}

// A compiled expression takes memory in proportion to its source, so the cache is bounded by that, too.
const CACHED_CHARACTERS = 4_000_000
/** Values in what an expression names, up to which a step that goes through all of them is short. */
const MOST_VALUES = 5000
/** Characters of JSON that an expression in a thread may name. */
const LONGEST_SCOPE = 32_000_000

/** Characters of an expression that takes milliseconds to compile. */
const LONG_SOURCE = 1000

/** JSONata expressions, compiled once. The root document of an expression is the scope. */
export class Expressions {
  readonly #cache: LRUCache<string, Expression>
  readonly #tools: Tools

  constructor({
    cacheSize = 1000,
    timeoutMs = 1000,
    patienceMs = 50,
    stack = 5000,
    sequence = 1_000_000,
    largest = 12_000_000,
    memoryBytes = 128 * 1024 * 1024,
    ...threads
  }: ExpressionOptions = {}) {
    this.#cache = new LRUCache({
      max: cacheSize,
      maxSize: CACHED_CHARACTERS,
      sizeCalculation: (_, source) => source.length + 1,
    })
    const limits = { timeoutMs, stack, sequence, largest }
    this.#tools = {
      limits: { ...limits, timeoutMs: patienceMs },
      threads: new ExpressionThreads({ limits: { ...limits, memoryBytes }, ...threads }),
      lane: new Lane(),
      small: new SmallValues(MOST_VALUES),
    }
  }

  /**
   * The compiled expression; `{{ }}` around the whole of it are ignored.
   * @throws NodeError `EXPRESSION_INVALID`, with the place of the mistake in its message
   */
  compile(source: string): Expression {
    const cached = this.#cache.get(source)
    if (cached) return cached
    const expression = new RoutedExpression(unwrap(source), this.#tools)
    this.#cache.set(source, expression)
    return expression
  }

  /** Compiles it when it is not known, and evaluates it; one that is long to compile leaves turns to everything else. */
  evaluate(source: string, scope: Scope, evaluation?: Evaluation): MaybePromise<unknown> {
    const isLong = source.length > LONG_SOURCE && !this.#cache.has(source)
    const compiled = isLong ? this.#compileInLane(source) : this.compile(source)
    return mapMaybePromise(compiled, (expression) => expression.evaluate(scope, evaluation))
  }

  async #compileInLane(source: string): Promise<Expression> {
    await this.#tools.lane.enter()
    try {
      return this.compile(source)
    } finally {
      this.#tools.lane.leave()
    }
  }

  close(): Promise<void> {
    return this.#tools.threads.close()
  }
}

interface Tools {
  /** For evaluations that hold up everything else. */
  readonly limits: ExpressionLimits
  readonly threads: ExpressionThreads
  readonly lane: Lane
  readonly small: SmallValues
}

/** Is evaluated here where that is known to be short, and in a thread where it is not, or was not. */
class RoutedExpression implements Expression {
  readonly secrets: Expression['secrets']
  readonly #source: string
  readonly #compiled: jsonata.Expression
  readonly #tools: Tools
  #known: Analysis | undefined
  /** The last evaluation was long, and the next one has perhaps the same to do. */
  #wasLong = false

  constructor(source: string, tools: Tools) {
    this.#source = source
    this.#compiled = compileJsonata(source, tools.limits)
    this.secrets = secretsIn(source, this.#compiled)
    this.#tools = tools
  }

  evaluate(scope: Scope, evaluation: Evaluation = {}): MaybePromise<unknown> {
    this.#known ??= this.#analyse()
    const known = this.#known
    if (!this.#isShort(known, scope)) return this.#evaluateInThread(known, scope, evaluation)
    const turn = this.#tools.lane.enter()
    if (turn) return turn.then(() => this.#evaluateHere(known, scope, evaluation))
    return this.#evaluateHere(known, scope, evaluation)
  }

  /** In the lane, which it leaves. */
  #evaluateHere(known: Analysis, scope: Scope, evaluation: Evaluation): MaybePromise<unknown> {
    const value = known.quick ? this.#evaluateQuickly(known.quick, scope) : UNSURE
    if (value === UNSURE) return this.#evaluateByJsonata(known, scope, evaluation)
    this.#tools.lane.leave()
    return value
  }

  #evaluateQuickly(quick: Quick, scope: Scope): unknown {
    try {
      return toPlainJson(quick(scope), this.#tools.limits.largest)
    } catch {
      // JSONata will say what is wrong.
      return UNSURE
    }
  }

  async #evaluateByJsonata(known: Analysis, scope: Scope, evaluation: Evaluation): Promise<unknown> {
    const { lane, limits } = this.#tools
    try {
      const bindings = secretBindings(this.secrets, evaluation.secrets)
      return toPlainJson(await this.#compiled.evaluate(scope, bindings), limits.largest)
    } catch (thrown) {
      if (!isTimeout(thrown)) throw evaluationError(thrown)
    } finally {
      lane.leave()
    }
    return this.#evaluateInThread(known, scope, evaluation)
  }

  #analyse(): Analysis {
    const ast = astOf(this.#compiled)
    try {
      leaveUnmarked(this.#compiled)
      return { cost: costOf(ast), use: scopeUse(ast), quick: quickExpression(ast) }
    } catch (error) {
      // Nested so deeply that it cannot be gone through on this thread's stack.
      if (error instanceof RangeError) return { cost: 'unknown', use: WHOLE_SCOPE, quick: undefined }
      throw error
    }
  }

  #isShort({ cost, use }: Analysis, scope: Scope): boolean {
    if (this.#wasLong || cost === 'unknown') return false
    return cost === 'fixed' || this.#isSmall(use, scope)
  }

  /** Whether all that the expression names is small. */
  #isSmall({ fields, nodes }: ScopeUse, scope: Scope): boolean {
    const { small } = this.#tools
    if (nodes === 'all') return false
    for (const field of fields) if (!small.has(scope[field])) return false
    for (const id of nodes) if (!small.has(scope.nodes[id])) return false
    return true
  }

  async #evaluateInThread({ use }: Analysis, scope: Scope, evaluation: Evaluation): Promise<unknown> {
    const { threads, limits } = this.#tools
    const begun = performance.now()
    const scopeText = () => textOf(scope, use)
    const value = await threads.evaluate({ source: this.#source, scopeText, ...evaluation })
    this.#wasLong = performance.now() - begun > limits.timeoutMs
    return value
  }
}

interface Analysis {
  readonly cost: Cost
  readonly use: ScopeUse
  readonly quick: Quick | undefined
}

const textOf = async (scope: Scope, use: ScopeUse): Promise<string> => {
  const text = await scopeText(scope, use, LONGEST_SCOPE)
  if (text !== undefined) return text
  throw failedExpression(`the expression names values of more than ${LONGEST_SCOPE} characters`)
}

const unwrap = (source: string): string => {
  const [only, ...others] = splitTemplate(source.trim())
  return only && 'expression' in only && others.length === 0 ? only.expression : source
}
