import type { Schemas } from '../lib/api.ts'
import { hrefOf } from '../lib/route.ts'
import { useLocale } from '../lib/services.ts'
import { useTexts } from '../lib/texts.ts'
import { formatDuration, formatNumber } from '../lib/values/format.ts'
import type { Totals } from './series.ts'
import { dashboardTexts } from './texts.ts'

const Figure = (properties: { readonly label: string; readonly value: string; readonly href?: string }) => {
  const { label, value, href } = properties
  return (
    <div class="card figure">
      <dt>{label}</dt>
      <dd>{href === undefined ? value : <a href={href}>{value}</a>}</dd>
    </div>
  )
}

/** What one looks for first. */
export const Figures = (properties: {
  readonly stats: Schemas['DashboardStats']
  readonly totals: Totals
}) => {
  const t = useTexts(dashboardTexts)
  const locale = useLocale()
  const { executions, active_scripts, total_scripts } = properties.stats
  const { executions: ended, failureRate, averageMs } = properties.totals
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  return (
    <dl class="figures">
      {(['running', 'waiting', 'queued', 'scheduled'] as const).map((status) => (
        <Figure
          key={status}
          label={t(status)}
          value={formatNumber(executions[status], locale)}
          href={hrefOf(['executions'], { status })}
        />
      ))}
      <Figure label={t('ended')} value={formatNumber(ended, locale)} />
      <Figure
        label={t('failureRate')}
        value={failureRate === undefined ? '–' : percent.format(failureRate)}
      />
      <Figure
        label={t('average')}
        value={averageMs === undefined ? '–' : formatDuration(averageMs, locale)}
      />
      <Figure
        label={t('activeScripts')}
        value={`${active_scripts} / ${total_scripts}`}
        href={hrefOf(['scripts'])}
      />
    </dl>
  )
}
