import { resultKey } from '../model/execution-view.ts'
import type { ListedResult } from '../model/read-execution.ts'

/** What one node did in two executions; it may have run in one of them only. */
export interface Pair {
  readonly key: string
  readonly left: ListedResult | undefined
  readonly right: ListedResult | undefined
  /** `undefined` where only the lengths of the outputs are known, and they are the same. */
  readonly isDifferent: boolean | undefined
}

const textOf = ({ status, port, error }: ListedResult): string =>
  JSON.stringify([status, port, error?.code, error?.message])

const hasOutput = ({ output, output_bytes }: ListedResult): boolean =>
  output !== undefined || (output_bytes ?? 0) === 0

const bytesOf = ({ output, output_bytes }: ListedResult): number =>
  output === undefined ? (output_bytes ?? 0) : new TextEncoder().encode(JSON.stringify(output)).length

const isDifferent = (
  left: ListedResult | undefined,
  right: ListedResult | undefined,
): boolean | undefined => {
  if (!left || !right || textOf(left) !== textOf(right)) return true
  if (hasOutput(left) && hasOutput(right)) return JSON.stringify(left.output) !== JSON.stringify(right.output)
  return bytesOf(left) === bytesOf(right) ? undefined : true
}

/** Results of the same node in the same place side by side, in the order of the first execution. */
export const pairResults = (
  left: readonly ListedResult[],
  right: readonly ListedResult[],
): readonly Pair[] => {
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
