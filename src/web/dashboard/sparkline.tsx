const WIDTH = 96
const HEIGHT = 22

/** A small chart of bars, whose numbers stand in its label. */
export const Sparkline = ({
  values,
  label,
}: {
  readonly values: readonly number[]
  readonly label: string
}) => {
  const most = Math.max(1, ...values)
  const step = WIDTH / Math.max(1, values.length)
  return (
    <svg class="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      {values.map((value, index) => {
        const height = value === 0 ? 0 : Math.max(1.5, (value / most) * HEIGHT)
        return (
          <rect
            key={index}
            x={index * step}
            y={HEIGHT - height}
            width={Math.max(0.5, step * 0.8)}
            height={height}
          />
        )
      })}
    </svg>
  )
}
