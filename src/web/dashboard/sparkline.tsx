import { useTexts } from '../lib/texts.ts'
import { dashboardTexts } from './texts.ts'

const WIDTH = 96
const HEIGHT = 22

/** A small chart of bars, whose numbers stand in its label. Those below zero make the lowest one its base. */
export const Sparkline = ({ values }: { readonly values: readonly (number | null)[] }) => {
  const t = useTexts(dashboardTexts)
  const least = Math.min(0, ...values.map(Number))
  const most = Math.max(1, ...values.map(Number)) - least
  const step = WIDTH / Math.max(1, values.length)
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`${t('course')}: ${values.map((value) => value ?? '–').join(', ')}`}
    >
      {values.map((known, index) => {
        const value = (known ?? least) - least
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
