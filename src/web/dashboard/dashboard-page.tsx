import { useEffect, useState } from 'preact/hooks'
import { ask } from '../lib/api.ts'
import { useResource } from '../lib/resource.ts'
import { hrefOf } from '../lib/route.ts'
import { useRoute, useServices } from '../lib/services.ts'
import { useTexts } from '../lib/texts.ts'
import { Loaded } from '../lib/ui/load-state.tsx'
import { DurationChart, StatusChart } from './charts.tsx'
import { Figures } from './figures.tsx'
import { FailuresPanel, NextPanel, NodesPanel, QueuePanel, SlowestPanel, StatsPanel } from './panels.tsx'
import { rangeOf, ranges, sinceOf, totalsOf } from './series.ts'
import { dashboardTexts } from './texts.ts'

const REFRESH_MS = 10_000

/** Counts up while the page is seen, to read everything again. */
const useRounds = (): number => {
  const [round, setRound] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => document.hidden || setRound((value) => value + 1), REFRESH_MS)
    return () => clearInterval(timer)
  }, [])
  return round
}

const Choices = () => {
  const t = useTexts(dashboardTexts)
  const { api, router } = useServices()
  const { query } = useRoute()
  const scripts = useResource(
    (signal) => ask(api.GET('/api/scripts', { params: { query: { limit: 200, sort: 'name' } }, signal })),
    [],
  )
  const go = (change: Readonly<Record<string, string>>) =>
    router.go(hrefOf(['dashboard'], { ...query, ...change }))
  return (
    <>
      <select
        aria-label={t('script')}
        value={query.script_id ?? ''}
        onChange={({ currentTarget }) => go({ script_id: currentTarget.value })}
      >
        <option value="">{t('allScripts')}</option>
        {scripts.data?.data.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <fieldset class="segmented">
        <legend class="spoken">{t('range')}</legend>
        {(['day', 'week', 'month'] as const).map((name) => (
          <label key={name}>
            <input
              type="radio"
              name="range"
              checked={name === rangeOf(query.range)}
              onChange={() => go({ range: name })}
            />
            {t(name)}
          </label>
        ))}
      </fieldset>
    </>
  )
}

export const DashboardPage = () => {
  const t = useTexts(dashboardTexts)
  const { api } = useServices()
  const { query } = useRoute()
  const range = rangeOf(query.range)
  const scriptId = query.script_id
  const round = useRounds()
  const overview = useResource(
    async (signal) => {
      const period = { bucket: ranges[range].bucket, since: sinceOf(range) }
      const params = { query: { ...period, ...(scriptId && { script_id: Number(scriptId) }) } }
      const ofStats = { query: { ...period, limit: 200 } }
      const [stats, series, history] = await Promise.all([
        ask(api.GET('/api/dashboard/stats', { signal })),
        ask(api.GET('/api/dashboard/timeseries', { params, signal })),
        ask(api.GET('/api/dashboard/stats/history', { params: ofStats, signal })),
      ])
      return { stats: stats.data, buckets: series.data, history: history.data }
    },
    [range, scriptId, round],
  )

  return (
    <main class="page wide" tabIndex={-1}>
      <div class="page-head">
        <h1>{t('title')}</h1>
        <Choices />
      </div>
      <Loaded resource={overview}>
        {({ stats, buckets, history }) => (
          <>
            <Figures stats={stats} totals={totalsOf(buckets)} />
            <div class="panels">
              <StatusChart buckets={buckets} range={range} scriptId={scriptId} />
              <DurationChart buckets={buckets} range={range} scriptId={scriptId} />
              <SlowestPanel range={range} scriptId={scriptId} round={round} />
              <NodesPanel range={range} scriptId={scriptId} round={round} />
              <FailuresPanel range={range} scriptId={scriptId} round={round} />
              <QueuePanel range={range} scriptId={scriptId} round={round} />
              <NextPanel round={round} />
              <StatsPanel stats={stats.stats} history={history} />
            </div>
          </>
        )}
      </Loaded>
    </main>
  )
}
