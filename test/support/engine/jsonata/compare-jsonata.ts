import { ExpressionPool } from '../../../../src/engine/expressions/worker/pool.ts'
import { agrees, outcomeOf, plainOutcome, rootWith } from './jsonata-outcome.ts'
import { casesIn } from './jsonata-suite.ts'

interface Difference {
  readonly name: string
  readonly source: string
  readonly own: string
  readonly plain: string
}

export interface Comparison {
  readonly equal: number
  /** How many differ, or may differ, where the documentation says so. */
  readonly stated: number
  readonly different: readonly Difference[]
}

/** Functions that know UTF-8, time zones and which dates exist, and those that never give the same value twice. */
const STATED_FUNCTIONS = /\$(base64(en|de)code|fromMillis|toMillis|now|millis|random|shuffle)\b/
/** Errors of limits, results that are no JSON and unknown functions, which have words of their own. */
const STATED_ERRORS =
  /EXPRESSION_\w+|characters of JSON|nested too deeply|JSON cannot represent|there is no function/

const isStated = (source: string, own: string): boolean =>
  STATED_FUNCTIONS.test(source) || STATED_ERRORS.test(own)

/** Evaluates each case of a suite here and with the package `jsonata`. */
export const compareSuite = async (folder: string): Promise<Comparison> => {
  const limits = { timeoutMs: 10_000, wallTimeMs: 60_000, stack: 5000, sequence: 1_000_000 }
  const pool = new ExpressionPool({
    limits: { ...limits, largest: 12_000_000, memoryBytes: 512 * 1024 * 1024 },
  })
  const different: Difference[] = []
  let equal = 0
  let stated = 0
  try {
    for await (const { name, ...given } of casesIn(folder)) {
      const { root, source } = rootWith(given.data, given.source)
      const scopeText = async () => JSON.stringify(root)
      const own = await outcomeOf(() => pool.evaluate({ source, scopeText }))
      const plain = await plainOutcome(source, JSON.parse(await scopeText()))
      if (agrees(own, plain)) equal++
      else if (isStated(source, own)) stated++
      else different.push({ name, source, own, plain })
    }
  } finally {
    await pool.close()
  }
  return { equal, stated, different }
}
