import { ask, type Schemas } from '../lib/api.ts'
import { useResource } from '../lib/resource.ts'
import { hrefOf } from '../lib/route.ts'
import { useLocale, useServices } from '../lib/services.ts'
import { useTexts } from '../lib/texts.ts'
import { Loaded } from '../lib/ui/load-state.tsx'
import { Age, Duration } from '../lib/ui/times.tsx'
import { formatNumber } from '../lib/values/format.ts'
import { Panel, type RankedRow, Ranking, RankingPanel } from './ranking.tsx'
import { type RangeName, ranges, sinceOf } from './series.ts'
import { Sparkline } from './sparkline.tsx'
import { dashboardTexts } from './texts.ts'

interface PanelProps {
  readonly range: RangeName
  readonly scriptId: string | undefined
  readonly round: number
}

const SHOWN = 8

/** Nodes are counted anew each time, which costs the server more than everything else here. */
const ROUNDS_OF_NODES = 6

const queryOf = ({ range, scriptId }: PanelProps) => ({
  since: sinceOf(range),
  ...(scriptId && { script_id: Number(scriptId) }),
})

const ScriptLink = (properties: {
  readonly id: number
  readonly name: string | null
  readonly since: string
}) => {
  const t = useTexts(dashboardTexts)
  const { id, name, since } = properties
  return <a href={hrefOf(['executions'], { script_id: id, since })}>{name ?? t('deleted')}</a>
}

export const SlowestPanel = (properties: PanelProps) => {
  const t = useTexts(dashboardTexts)
  const locale = useLocale()
  const { api } = useServices()
  const { range, scriptId, round } = properties
  const since = sinceOf(range)
  const scripts = useResource(
    async (signal) => {
      const query = { bucket: ranges[range].bucket, since, limit: scriptId === undefined ? SHOWN : 200 }
      const { data } = await ask(api.GET('/api/dashboard/scripts', { params: { query }, signal }))
      return data.filter(({ script_id }) => scriptId === undefined || script_id === Number(scriptId))
    },
    [range, scriptId, round],
  )
  const toRow = (script: Schemas['ScriptActivity']): RankedRow => [
    String(script.script_id),
    <ScriptLink key="name" id={script.script_id} name={script.script_name} since={since} />,
    <Sparkline key="line" values={script.executions_by_bucket} />,
    formatNumber(script.executions, locale),
    formatNumber(script.failed + script.timed_out, locale),
    <Duration key="p50" ms={script.p50_duration_ms} />,
    <Duration key="p95" ms={script.p95_duration_ms} />,
    <Duration key="p99" ms={script.p99_duration_ms} />,
  ]
  return (
    <RankingPanel
      title={t('slowest')}
      heads={[t('script'), t('course'), t('count'), t('failed'), 'p50', 'p95', 'p99']}
      resource={scripts}
      rows={(data) => data.map(toRow)}
    />
  )
}

export const NodesPanel = (properties: PanelProps) => {
  const t = useTexts(dashboardTexts)
  const locale = useLocale()
  const { api } = useServices()
  const { range, scriptId, round } = properties
  const nodes = useResource(
    async (signal) => {
      const query = { ...queryOf(properties), limit: SHOWN }
      return (await ask(api.GET('/api/dashboard/nodes', { params: { query }, signal }))).data
    },
    [range, scriptId, Math.floor(round / ROUNDS_OF_NODES)],
  )
  const toRow = (node: Schemas['SlowNodes']['nodes'][number]): RankedRow => [
    `${node.script_id} ${node.node_id}`,
    <span key="node">
      <code>{node.node_id}</code>{' '}
      <span class="muted">
        <ScriptLink id={node.script_id} name={node.script_name} since={sinceOf(range)} />
      </span>
    </span>,
    formatNumber(node.runs, locale),
    formatNumber(node.failed, locale),
    <Duration key="p50" ms={node.p50_duration_ms} />,
    <Duration key="p95" ms={node.p95_duration_ms} />,
    <Duration key="longest" ms={node.longest_duration_ms} />,
  ]
  return (
    <RankingPanel
      title={t('slowestNodes')}
      hint={({ executions, complete }) => t(complete ? 'lookedAtAll' : 'lookedAt', { count: executions })}
      heads={[t('node'), t('runs'), t('failed'), 'p50', 'p95', t('longest')]}
      resource={nodes}
      rows={(data) => data.nodes.map(toRow)}
    />
  )
}

export const FailuresPanel = (properties: PanelProps) => {
  const t = useTexts(dashboardTexts)
  const locale = useLocale()
  const { api } = useServices()
  const { range, scriptId, round } = properties
  const errors = useResource(
    async (signal) => {
      const query = { ...queryOf(properties), limit: SHOWN }
      return (await ask(api.GET('/api/dashboard/errors', { params: { query }, signal }))).data
    },
    [range, scriptId, round],
  )
  const toRow = ({ error_code, executions, last_execution_id }: Schemas['ErrorCount']): RankedRow => [
    error_code,
    <a key="code" href={hrefOf(['executions'], { error_code, since: sinceOf(range), script_id: scriptId })}>
      <code>{error_code}</code>
    </a>,
    formatNumber(executions, locale),
    <a key="last" href={hrefOf(['executions', last_execution_id])}>
      {t('newest')}
    </a>,
  ]
  return (
    <RankingPanel
      title={t('failures')}
      heads={[t('code'), t('count'), t('example')]}
      resource={errors}
      rows={(data) => data.map(toRow)}
    />
  )
}

export const QueuePanel = (properties: PanelProps) => {
  const t = useTexts(dashboardTexts)
  const { api } = useServices()
  const { range, scriptId, round } = properties
  const queue = useResource(
    async (signal) =>
      (await ask(api.GET('/api/dashboard/queue', { params: { query: queryOf(properties) }, signal }))).data,
    [range, scriptId, round],
  )
  const toRow = (
    name: string,
    { p50_ms, p95_ms, p99_ms, longest_ms }: Schemas['Distribution'],
  ): RankedRow => [
    name,
    name,
    ...[p50_ms, p95_ms, p99_ms, longest_ms].map((ms, index) => <Duration key={index} ms={ms} />),
  ]
  return (
    <Panel title={t('queue')}>
      <Loaded resource={queue}>
        {({ queued_since, waits, lateness, executions, complete }) => (
          <>
            <p class="muted">
              {queued_since !== null && (
                <>
                  {t('queuedSince')} <Age time={queued_since} />.{' '}
                </>
              )}
              {t(complete ? 'lookedAtAll' : 'lookedAt', { count: executions })}
            </p>
            <Ranking
              heads={[t('name'), 'p50', 'p95', 'p99', t('longest')]}
              rows={[toRow(t('waits'), waits), toRow(t('lateness'), lateness)]}
            />
          </>
        )}
      </Loaded>
    </Panel>
  )
}

interface StatsPanelProps {
  readonly stats: Readonly<Record<string, number>>
  readonly history: readonly Schemas['StatHistory'][]
}

export const StatsPanel = ({ stats, history }: StatsPanelProps) => {
  const t = useTexts(dashboardTexts)
  const locale = useLocale()
  const lines = new Map(history.map(({ key, values_by_bucket }) => [key, values_by_bucket]))
  const rows = Object.entries(stats).map(
    ([name, value]): RankedRow => [
      name,
      name,
      <Sparkline key="line" values={lines.get(name) ?? []} />,
      formatNumber(value, locale),
    ],
  )
  return (
    <Panel title={t('stats')}>
      {rows.length === 0 ? (
        <p class="muted">{t('statsHint')}</p>
      ) : (
        <Ranking heads={[t('name'), t('course'), t('value')]} rows={rows} />
      )}
    </Panel>
  )
}

const nextOf = (schedules: readonly Schemas['Schedule'][]) =>
  schedules
    .flatMap(({ id, name, next_times: [time] }) => (time ? [{ id, name, time }] : []))
    .sort((a, b) => (a.time < b.time ? -1 : 1))
    .slice(0, SHOWN)

export const NextPanel = ({ round }: { readonly round: number }) => {
  const t = useTexts(dashboardTexts)
  const { api } = useServices()
  const schedules = useResource(
    async (signal) =>
      nextOf((await ask(api.GET('/api/schedules', { params: { query: { limit: 200 } }, signal }))).data),
    [round],
  )
  return (
    <Panel title={t('next')}>
      <Loaded resource={schedules}>
        {(next) =>
          next.length === 0 ? (
            <p class="muted">{t('noNext')}</p>
          ) : (
            <ol class="next-list">
              {next.map(({ id, name, time }) => (
                <li key={id}>
                  <a href={hrefOf(['schedules'])}>{name}</a> <Age time={time} />
                </li>
              ))}
            </ol>
          )
        }
      </Loaded>
    </Panel>
  )
}
