import type jsonata from 'jsonata'
import { LRUCache } from 'lru-cache'
import { toPlainJson } from '../../../lib/json/json-value.ts'
import { begin } from '../../workers/watchdog.ts'
import { compileJsonata, evaluationError, isTimeout, tookTooLong } from '../jsonata.ts'
import { secretBindings, secretsIn } from '../secrets.ts'
import { ExpressionGuard } from './guard.ts'
import type { ExpressionReply, ExpressionTask } from './protocol.ts'
import { textTooLong } from './text-functions.ts'

const CACHED_CHARACTERS = 1_000_000

/** Evaluates one expression at a time; the limits are the same for all. */
const createEvaluator = () => {
  const cache = new LRUCache<string, jsonata.Expression>({
    maxSize: CACHED_CHARACTERS,
    sizeCalculation: (_, source) => source.length + 1,
  })
  let guard: ExpressionGuard | undefined

  return async ({ source, scope, secrets, begun, limits }: ExpressionTask): Promise<ExpressionReply> => {
    begin(begun)
    guard ??= new ExpressionGuard(limits)
    try {
      const expression = cache.get(source) ?? guard.watch(compileJsonata(source, limits, guard.RegexEngine))
      cache.set(source, expression)
      const input: unknown = JSON.parse(scope)
      const bindings = secretBindings(secretsIn(source, expression), secrets)
      guard.begin()
      const json = JSON.stringify(toPlainJson(await expression.evaluate(input, bindings), limits.largest))
      if (json === undefined) return { kind: 'result' }
      return json.length > limits.largest ? failure(textTooLong(limits.largest)) : { kind: 'result', json }
    } catch (thrown) {
      return failure(isTimeout(thrown) ? tookTooLong(limits.timeoutMs) : evaluationError(thrown))
    }
  }
}

const failure = ({ message }: Error): ExpressionReply => ({ kind: 'failure', message })

/** What the pool calls in each thread. */
export const evaluateExpression = createEvaluator()
