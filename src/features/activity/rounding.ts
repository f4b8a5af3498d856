/** Rounded to a hundredth of a millisecond, because most executions take only a few. */
export const roundMs = (ms: number): number => Math.round(ms * 100) / 100

export const average = (all: number, count: number): number | null =>
  count === 0 ? null : roundMs(all / count)
