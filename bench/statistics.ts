/** The value below which this share of the values lies. */
export const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(Math.floor(values.length * share), values.length - 1)] ??
  Number.NaN

export const median = (values: readonly number[]): number => percentile(values, 0.5)

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** Growth per step of equally spaced values: the slope of their least-squares line. */
export const slope = (values: readonly number[]): number => {
  const middle = (values.length - 1) / 2
  const average = mean(values)
  const covariance = values.reduce((sum, value, index) => sum + (index - middle) * (value - average), 0)
  const variance = values.reduce((sum, _, index) => sum + (index - middle) ** 2, 0)
  return covariance / variance
}
