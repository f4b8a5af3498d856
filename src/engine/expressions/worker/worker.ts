import type jsonata from 'jsonata'
import { LRUCache } from 'lru-cache'
import { toPlainJson } from '../../../lib/json/json-value.ts'
import { NodeError } from '../../errors.ts'
import { type CreateHandler, serveTasks } from '../../workers/serve-tasks.ts'
import { astOf } from '../ast.ts'
import { compileFast } from '../fast/compile.ts'
import { FALLBACK, type Fast, FastRun, type Given } from '../fast/run.ts'
import { compileJsonata, evaluationError } from '../jsonata.ts'
import { textTooLong } from '../mistakes/failures.ts'
import { namesIn } from '../names/names-in.ts'
import { VARS } from '../names/variable-names.ts'
import { secretBindings, secretsIn } from '../secrets.ts'
import { ExpressionGuard } from './guard.ts'
import type { EvaluationTask, ExpressionReply, ExpressionTask, WorkerLimits } from './protocol.ts'

interface Compiled {
  readonly expression: jsonata.Expression
  /** Names of its secrets, see `secretsIn`. */
  readonly secrets: ReturnType<typeof secretsIn>
  readonly fast: Fast | undefined
}

const CACHED_CHARACTERS = 1_000_000

const createEvaluator: CreateHandler<WorkerLimits, ExpressionTask, ExpressionReply> = (limits, controls) => {
  const guard = new ExpressionGuard(limits, controls)
  const cache = new LRUCache<string, Compiled>({
    maxSize: CACHED_CHARACTERS,
    sizeCalculation: (_, source) => source.length + 1,
  })

  const compile = (source: string): Compiled => {
    const cached = cache.get(source)
    if (cached) return cached
    const expression = compileJsonata(source, limits, guard.RegexEngine)
    const secrets = secretsIn(source, expression)
    const compiled = { expression: guard.watch(expression), secrets, fast: compileFast(astOf(expression)) }
    cache.set(source, compiled)
    return compiled
  }

  /** `FALLBACK` when only JSONata can determine the value, or the error. */
  const evaluateFast = ({ fast }: Compiled, scope: unknown, given: Given): unknown => {
    if (!fast) return FALLBACK
    try {
      return fast(scope, new FastRun(scope, given, () => guard.check()))
    } catch (thrown) {
      if (thrown instanceof NodeError) throw thrown
      return FALLBACK
    }
  }

  const evaluate = async ({
    source,
    scope,
    secrets,
    memoryBytes,
  }: EvaluationTask): Promise<ExpressionReply> => {
    const compiled = compile(source)
    const { $vars: variables, ...input } = JSON.parse(scope)
    guard.start(memoryBytes)
    let value = evaluateFast(compiled, input, { secrets, variables })
    if (value === FALLBACK) {
      const bindings = {
        ...secretBindings(compiled.secrets, secrets),
        ...(variables && { [VARS]: variables }),
      }
      value = await compiled.expression.evaluate(input, bindings)
    }
    const json = JSON.stringify(toPlainJson(value, limits.largest))
    if (json === undefined) return { kind: 'result' }
    return json.length > limits.largest ? failure(textTooLong(limits.largest)) : { kind: 'result', json }
  }

  return async (task) => {
    guard.startTimer()
    try {
      if (task.kind === 'evaluation') return await evaluate(task)
      const { secrets, expression } = compile(task.source)
      return { kind: 'inspection', secrets, names: namesIn(astOf(expression)) }
    } catch (thrown) {
      const mayHaveMore = task.kind === 'evaluation' && task.memoryBytes < limits.memoryBytes
      if (mayHaveMore && guard.isExhausted) return { kind: 'exhausted' }
      return failure(evaluationError(thrown, limits))
    }
  }
}

const failure = ({ message }: Error): ExpressionReply => ({ kind: 'failure', message })

serveTasks(createEvaluator)
