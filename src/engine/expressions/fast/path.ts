import { type Quick, UNSURE } from './fast.ts'

/** What is longer is left to JSONata and its limits. */
const LONGEST = 10_000

/**
 * The steps of a path one after another: where one gives a list the next is taken for each of its items, and one
 * value stands for a list of one, except for an array that is found whole by the last step.
 */
export const quickPath =
  (steps: readonly Quick[]): Quick =>
  (context) => {
    let value: unknown = context
    for (const [index, step] of steps.entries()) {
      const isLast = index === steps.length - 1
      value = Array.isArray(value) ? stepForEach(value, step, isLast) : stepFor(value, step, isLast)
      if (value === undefined || value === UNSURE) return value
    }
    return value
  }

const stepFor = (context: unknown, step: Quick, isLast: boolean): unknown => {
  const found = step(context)
  return isLast || !Array.isArray(found) ? found : sequenceOf(found)
}

const stepForEach = (contexts: readonly unknown[], step: Quick, isLast: boolean): unknown => {
  if (contexts.length > LONGEST) return UNSURE
  const found: unknown[] = []
  let size = 0
  for (const context of contexts) {
    const value = Array.isArray(context) ? UNSURE : step(context)
    if (value === UNSURE) return UNSURE
    if (value === undefined) continue
    size += Array.isArray(value) ? value.length : 1
    found.push(value)
  }
  if (size > LONGEST) return UNSURE
  const [only] = found
  return isLast && found.length === 1 && Array.isArray(only) ? only : sequenceOf(found.flat())
}

const sequenceOf = (items: readonly unknown[]): unknown => {
  if (items.length > 1) return items
  const [only] = items
  // The next step would go through what JSONata takes for one value.
  return Array.isArray(only) ? UNSURE : only
}
