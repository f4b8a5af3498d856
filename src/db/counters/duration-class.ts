const STEPS_PER_DOUBLING = 2
const LARGEST_EXPONENT = 31

/** Where the classes begin, in milliseconds: 0, 1, 2, 3, 4, 6, 8, 11, 16, … Each is about √2 times as long as the one before. */
export const DURATION_CLASSES: readonly number[] = [
  0,
  ...new Set(
    Array.from({ length: LARGEST_EXPONENT * STEPS_PER_DOUBLING + 1 }, (_, step) =>
      Math.round(2 ** (step / STEPS_PER_DOUBLING)),
    ),
  ),
]

/** The class of durations that were counted before there were classes. */
export const UNKNOWN_CLASS = -1

/** The beginning of the class in which a duration lies, as `execution_buckets` names it. */
export const durationClass = (ms: number): number => {
  const next = DURATION_CLASSES.findIndex((start) => start > ms)
  return DURATION_CLASSES.at(next === -1 ? -1 : Math.max(0, next - 1)) ?? 0
}

/** The same for a column or another expression of SQL. */
export const durationClassSql = (ms: string): string =>
  `(SELECT coalesce(max(value), 0) FROM json_each('${JSON.stringify(DURATION_CLASSES)}') WHERE value <= ${ms})`
