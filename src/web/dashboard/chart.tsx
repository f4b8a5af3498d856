import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import { useLocale } from '../lib/services.ts'
import { useIsDark } from '../lib/theme.ts'

export interface Series {
  readonly label: string
  /** A custom property of the style sheet, such as `--ok`. */
  readonly colour: string
  readonly values: readonly (number | null)[]
}

export interface ChartProps {
  readonly label: string
  /** In milliseconds since 1970. */
  readonly times: readonly number[]
  readonly series: readonly Series[]
  readonly kind: 'stack' | 'lines'
  readonly format: (value: number) => string
  /** A click on the point of that number. */
  readonly onPoint: (index: number) => void
}

const HEIGHT = 210

/** The colour that a custom property has now; only a property that takes colours resolves both themes. */
const colourOf = (element: HTMLElement, name: string): string => {
  element.style.color = `var(${name})`
  const { color } = getComputedStyle(element)
  element.style.color = ''
  return color
}

/** Sums from below, the highest first: the lower ones are drawn over them. */
const stack = (series: readonly Series[]): number[][] => {
  const sums: number[][] = []
  for (const { values } of series) {
    const below = sums[0]
    sums.unshift(values.map((value, index) => (value ?? 0) + (below?.[index] ?? 0)))
  }
  return sums
}

const toData = ({ times, series, kind }: ChartProps): uPlot.AlignedData => {
  const values = kind === 'stack' ? stack(series) : series.map((each) => [...each.values])
  return [times.map((time) => time / 1000), ...values]
}

const toAxes = (format: ChartProps['format'], element: HTMLElement, locale: string): uPlot.Axis[] => {
  const grid = { stroke: colourOf(element, '--line'), width: 1 }
  const axis = { stroke: colourOf(element, '--muted'), grid, ticks: grid, font: '12px system-ui' }
  const day = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric' })
  const time = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' })
  const label = (tick: number): string => {
    const date = new Date(tick * 1000)
    return (date.getHours() === 0 && date.getMinutes() === 0 ? day : time).format(date)
  }
  return [
    { ...axis, space: 70, values: (_, ticks) => ticks.map(label) },
    { ...axis, size: 64, values: (_, ticks) => ticks.map(format) },
  ]
}

const toSeries = ({ series, kind }: ChartProps, element: HTMLElement): uPlot.Series[] => {
  const paths = kind === 'stack' ? uPlot.paths.bars?.({ size: [0.72, 40] }) : undefined
  return (kind === 'stack' ? [...series].reverse() : series).map(({ label, colour }) => {
    const stroke = colourOf(element, colour)
    return paths
      ? { label, stroke, fill: stroke, width: 0, paths, points: { show: false } }
      : { label, stroke, width: 2, spanGaps: true, points: { show: true, size: 5 } }
  })
}

/** Half a bucket on both sides, or else the bars at the ends would be cut. */
const padded = (min: number, max: number, count: number): [number, number] => {
  const half = (max - min) / Math.max(1, count - 1) / 2
  return [min - half, max + half]
}

const toOptions = (properties: ChartProps, element: HTMLElement, locale: string): uPlot.Options => ({
  width: element.clientWidth,
  height: HEIGHT,
  padding: [12, 24, 0, 0],
  legend: { show: false },
  cursor: { y: false, drag: { setScale: false, x: false, y: false } },
  scales: {
    x: { range: (_, min, max) => padded(min, max, properties.times.length) },
    y: { range: (_, _min, max) => [0, max > 0 ? max * 1.08 : 1] },
  },
  axes: toAxes(properties.format, element, locale),
  series: [{}, ...toSeries(properties, element)],
})

/** Drawn on a canvas; a table beside it has the same numbers. */
export const Chart = (properties: ChartProps) => {
  const { label, series, times } = properties
  const element = useRef<HTMLDivElement>(null)
  const isDark = useIsDark()
  const locale = useLocale()
  const latest = useRef(properties)
  latest.current = properties

  useEffect(() => {
    const { current } = element
    if (!current) return
    const plot = new uPlot(toOptions(properties, current, locale), toData(properties), current)
    plot.over.addEventListener('click', () => {
      const { idx } = plot.cursor
      if (typeof idx === 'number') latest.current.onPoint(idx)
    })
    const observer = new ResizeObserver(() => plot.setSize({ width: current.clientWidth, height: HEIGHT }))
    observer.observe(current)
    return () => {
      observer.disconnect()
      plot.destroy()
    }
  }, [JSON.stringify([times, series]), isDark, locale])

  return (
    <figure class="chart" aria-label={label}>
      <div ref={element} aria-hidden="true" />
      <figcaption>
        {series.map(({ label: name, colour }) => (
          <span key={name}>
            <span class="swatch" style={{ background: `var(${colour})` }} />
            {name}
          </span>
        ))}
      </figcaption>
    </figure>
  )
}
