import type { Closure, HigherOrder } from './higher-order.ts'
import { collapsed, uncollapsed } from './path.ts'
import { type Fast, type FastRun, fallback, unmarked } from './run.ts'

/** A compiled function of the expression. It never calls itself, as it can read only what was bound before it. */
export interface Lambda {
  readonly arity: number
  readonly call: (given: readonly unknown[], context: unknown, run: FastRun) => unknown
}

interface Compiled {
  /** The index of its first argument in a run's `variables`; the others follow. */
  readonly from: number
  readonly arity: number
  readonly body: Fast
  readonly work: number
}

export const lambdaOf = ({ from, arity, body, work }: Compiled): Lambda => ({
  arity,
  call(given, context, run) {
    run.spend(work)
    for (let index = 0; index < arity; index++) run.variables[from + index] = given[index]
    return unmarked(body(context, run))
  },
})

/** A function that has a name has the context of where it was bound, at an index of `variables`. */
export interface NamedLambda {
  readonly lambda: Lambda
  readonly context: number | undefined
}

const closureOf = ({ lambda, context: index }: NamedLambda, context: unknown, run: FastRun): Closure => {
  const own = index === undefined ? context : run.variables[index]
  return { arity: lambda.arity, call: (given) => lambda.call(given, own, run) }
}

export const callOf =
  (named: NamedLambda, given: readonly Fast[]): Fast =>
  (context, run) =>
    closureOf(named, context, run).call(given.map((each) => unmarked(each(context, run))))

interface HigherOrderCall {
  readonly procedure: HigherOrder
  readonly value: Fast
  readonly lambda: NamedLambda
  readonly initial: Fast | undefined
  /** Whether it is the last call of a function, see `uncollapsed`. */
  readonly isLast: boolean
}

export const higherOrderCall = ({ procedure, value, lambda, initial, isLast }: HigherOrderCall): Fast => {
  const finish = isLast ? uncollapsed : collapsed
  return (context, run) => {
    const given = unmarked(value(context, run))
    const start = initial && (unmarked(initial(context, run)) ?? fallback())
    const result = procedure.call(given, closureOf(lambda, context, run), run, start)
    return procedure.makesSequence && Array.isArray(result) ? finish(result) : result
  }
}
