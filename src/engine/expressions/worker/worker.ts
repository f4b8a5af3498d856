import type jsonata from 'jsonata'
import { LRUCache } from 'lru-cache'
import { toPlainJson } from '../../../lib/json/json-value.ts'
import { type CreateHandler, serveTasks } from '../../workers/serve-tasks.ts'
import { compileJsonata, evaluationError, isTimeout, timeoutError } from '../jsonata.ts'
import { secretBindings, secretsIn } from '../secrets.ts'
import { ExpressionGuard } from './guard.ts'
import type { EvaluationTask, ExpressionReply, ExpressionTask, WorkerLimits } from './protocol.ts'
import { textTooLong } from './text-functions.ts'

const CACHED_CHARACTERS = 1_000_000

const createEvaluator: CreateHandler<WorkerLimits, ExpressionTask, ExpressionReply> = (limits, controls) => {
  const guard = new ExpressionGuard(limits, controls)
  const cache = new LRUCache<string, jsonata.Expression>({
    maxSize: CACHED_CHARACTERS,
    sizeCalculation: (_, source) => source.length + 1,
  })

  const compile = (source: string) => {
    const expression = cache.get(source) ?? guard.watch(compileJsonata(source, limits, guard.RegexEngine))
    cache.set(source, expression)
    return expression
  }

  const evaluate = async ({ source, scope, secrets }: EvaluationTask): Promise<ExpressionReply> => {
    const expression = compile(source)
    const input: unknown = JSON.parse(scope)
    const bindings = secretBindings(secretsIn(source, expression), secrets)
    guard.start()
    const json = JSON.stringify(toPlainJson(await expression.evaluate(input, bindings), limits.largest))
    if (json === undefined) return { kind: 'result' }
    return json.length > limits.largest ? failure(textTooLong(limits.largest)) : { kind: 'result', json }
  }

  return async (task) => {
    try {
      if (task.kind === 'evaluation') return await evaluate(task)
      return { kind: 'secrets', names: secretsIn(task.source, compile(task.source)) }
    } catch (thrown) {
      return failure(isTimeout(thrown) ? timeoutError(limits.timeoutMs) : evaluationError(thrown))
    }
  }
}

const failure = ({ message }: Error): ExpressionReply => ({ kind: 'failure', message })

serveTasks(createEvaluator)
