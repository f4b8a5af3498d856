import { hrefOf } from '../lib/route.ts'
import { useLocale, useServices } from '../lib/services.ts'
import { useTexts } from '../lib/texts.ts'
import { formatDuration, formatNumber, formatTime } from '../lib/values/format.ts'
import { Chart, type ChartProps } from './chart.tsx'
import { type Bucket, bucketLength, fillBuckets, type RangeName } from './series.ts'
import { dashboardTexts } from './texts.ts'

interface ChartsProps {
  readonly buckets: readonly Bucket[]
  readonly range: RangeName
  readonly scriptId: string | undefined
}

interface Column {
  readonly label: string
  readonly colour: string
  readonly read: (bucket: Bucket) => number | null
  /** The status of the executions behind the number; all without one. */
  readonly status?: string
}

/** The list of the executions behind a point. */
const placeOf = (start: string, { range, scriptId }: ChartsProps, status?: string): string =>
  hrefOf(['executions'], {
    since: start,
    until: new Date(Date.parse(start) + bucketLength(range)).toISOString(),
    script_id: scriptId,
    status,
  })

const BucketTable = (
  properties: ChartsProps & {
    readonly title: string
    readonly columns: readonly Column[]
    readonly format: (value: number) => string
  },
) => {
  const { title, columns, format, buckets } = properties
  const t = useTexts(dashboardTexts)
  const locale = useLocale()
  return (
    <details class="chart-table">
      <summary>{t('table')}</summary>
      <div class="scroll">
        <table class="dense">
          <caption class="spoken">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{t('time')}</th>
              {columns.map(({ label }) => (
                <th key={label} scope="col" class="number">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {buckets.map((bucket) => (
              <tr key={bucket.bucket}>
                <th scope="row">{formatTime(bucket.bucket, locale)}</th>
                {columns.map(({ label, read, status }) => (
                  <td key={label} class="number">
                    {read(bucket) ? (
                      <a href={placeOf(bucket.bucket, properties, status)}>{format(read(bucket) ?? 0)}</a>
                    ) : (
                      '–'
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}

const BucketChart = (
  properties: ChartsProps & {
    readonly title: string
    readonly kind: ChartProps['kind']
    readonly columns: readonly Column[]
    readonly format: (value: number) => string
  },
) => {
  const { router } = useServices()
  const { title, kind, columns, format, buckets, range } = properties
  const all = fillBuckets(buckets, range, Date.now())
  return (
    <section class="card panel">
      <h2>{title}</h2>
      <Chart
        label={title}
        kind={kind}
        times={all.map(({ bucket }) => Date.parse(bucket))}
        series={columns.map(({ label, colour, read }) => ({
          label,
          colour,
          values: all.map((bucket) => ('executions' in bucket ? read(bucket) : null)),
        }))}
        format={format}
        onPoint={(index) => {
          const bucket = all[index]
          if (bucket) router.go(placeOf(bucket.bucket, properties))
        }}
      />
      <BucketTable {...properties} />
    </section>
  )
}

export const StatusChart = (properties: ChartsProps) => {
  const t = useTexts(dashboardTexts)
  const locale = useLocale()
  const column = (
    status: 'completed' | 'failed' | 'timed_out' | 'cancelled',
    label: string,
    colour: string,
  ): Column => ({ label, colour, status, read: (bucket) => bucket[status] })
  return (
    <BucketChart
      {...properties}
      title={t('executions')}
      kind="stack"
      columns={[
        column('completed', t('completed'), '--ok'),
        column('failed', t('failed'), '--bad'),
        column('timed_out', t('timedOut'), '--warn'),
        column('cancelled', t('cancelled'), '--strong-line'),
      ]}
      format={(value) => (Number.isInteger(value) ? formatNumber(value, locale) : '')}
    />
  )
}

export const DurationChart = (properties: ChartsProps) => {
  const t = useTexts(dashboardTexts)
  const locale = useLocale()
  return (
    <BucketChart
      {...properties}
      title={t('durations')}
      kind="lines"
      columns={[
        { label: 'p50', colour: '--accent', read: ({ p50_duration_ms }) => p50_duration_ms },
        { label: 'p95', colour: '--warn', read: ({ p95_duration_ms }) => p95_duration_ms },
        { label: 'p99', colour: '--bad', read: ({ p99_duration_ms }) => p99_duration_ms },
        { label: t('average'), colour: '--muted', read: ({ average_duration_ms }) => average_duration_ms },
      ]}
      format={(value) => formatDuration(value, locale)}
    />
  )
}
