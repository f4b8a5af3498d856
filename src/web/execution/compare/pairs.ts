import { type NodeResult, resultKey } from '../model/execution-view.ts'

/** What one node did in two executions; it may have run in one of them only. */
export interface Pair {
  readonly key: string
  readonly left: NodeResult | undefined
  readonly right: NodeResult | undefined
  readonly isDifferent: boolean
}

const textOf = ({ status, port, output, error }: NodeResult): string =>
  JSON.stringify([status, port, output, error?.code, error?.message])

const isDifferent = (left: NodeResult | undefined, right: NodeResult | undefined): boolean =>
  !left || !right || textOf(left) !== textOf(right)

/** Results of the same node in the same place side by side, in the order of the first execution. */
export const pairResults = (left: readonly NodeResult[], right: readonly NodeResult[]): readonly Pair[] => {
  const others = new Map(right.map((result) => [resultKey(result), result]))
  const pairs = left.map((result): Pair => {
    const key = resultKey(result)
    const other = others.get(key)
    others.delete(key)
    return { key, left: result, right: other, isDifferent: isDifferent(result, other) }
  })
  const rest = [...others].map(
    ([key, result]): Pair => ({ key, left: undefined, right: result, isDifferent: true }),
  )
  return [...pairs, ...rest]
}
