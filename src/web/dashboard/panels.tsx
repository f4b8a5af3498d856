import type { ComponentChildren } from 'preact'
import { ask, type Schemas } from '../lib/api.ts'
import { type Resource, useResource } from '../lib/resource.ts'
import { hrefOf } from '../lib/route.ts'
import { useLocale, useServices } from '../lib/services.ts'
import { useTexts } from '../lib/texts.ts'
import { Loaded } from '../lib/ui/load-state.tsx'
import { Age, Duration } from '../lib/ui/times.tsx'
import { formatNumber } from '../lib/values/format.ts'
import { countBy, median } from './series.ts'
import { dashboardTexts } from './texts.ts'

type Listed = Schemas['ListedExecution']

interface PanelProps {
  readonly scriptId: string | undefined
  readonly round: number
}

const SAMPLE = 200
const SHOWN = 8

const useSample = (status: 'completed' | 'failed', { scriptId, round }: PanelProps): Resource<Listed[]> => {
  const { api } = useServices()
  return useResource(
    async (signal) => {
      const query = { status: [status], limit: SAMPLE, ...(scriptId && { script_id: Number(scriptId) }) }
      return (await ask(api.GET('/api/executions', { params: { query }, signal }))).data
    },
    [status, scriptId, round],
  )
}

const Panel = ({ title, children }: { readonly title: string; readonly children: ComponentChildren }) => (
  <section class="card panel">
    <h2>{title}</h2>
    {children}
  </section>
)

type RankedRow = readonly [key: string, ...cells: ComponentChildren[]]

/** A table whose first column names things and whose others are numbers. */
const Ranking = ({
  heads,
  rows,
}: {
  readonly heads: readonly string[]
  readonly rows: readonly RankedRow[]
}) => (
  <table class="dense">
    <thead>
      <tr>
        {heads.map((head, index) => (
          <th key={head} scope="col" class={index > 0 ? 'number' : ''}>
            {head}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {rows.map(([key, ...cells]) => (
        <tr key={key}>
          {cells.map((cell, index) => (
            <td key={heads[index]} class={index > 0 ? 'number' : ''}>
              {cell}
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
)

const slowest = (sample: readonly Listed[]) =>
  [...Map.groupBy(sample, ({ script_id }) => script_id)]
    .map(([id, members]) => {
      const durations = members.flatMap(({ duration_ms }) => duration_ms ?? [])
      const name = members[0]?.script_name ?? undefined
      return { id, name, typical: median(durations), longest: Math.max(0, ...durations) }
    })
    .sort((a, b) => b.typical - a.typical)
    .slice(0, SHOWN)

export const SlowestPanel = (properties: PanelProps) => {
  const t = useTexts(dashboardTexts)
  const toRow = ({ id, name, typical, longest }: ReturnType<typeof slowest>[number]): RankedRow => [
    String(id),
    id === null ? (
      t('deleted')
    ) : (
      <a href={hrefOf(['executions'], { script_id: id, status: 'completed' })}>{name ?? t('deleted')}</a>
    ),
    <Duration key="typical" ms={typical} />,
    <Duration key="longest" ms={longest} />,
  ]
  return (
    <Panel title={t('slowest')}>
      <Loaded resource={useSample('completed', properties)}>
        {(data) => (
          <>
            <p class="muted">{data.length === 0 ? t('none') : t('slowestHint', { count: data.length })}</p>
            {data.length > 0 && (
              <Ranking heads={[t('script'), t('typical'), t('longest')]} rows={slowest(data).map(toRow)} />
            )}
          </>
        )}
      </Loaded>
    </Panel>
  )
}

export const FailuresPanel = (properties: PanelProps) => {
  const t = useTexts(dashboardTexts)
  const locale = useLocale()
  const toRow = ([code, count]: readonly [string, number]): RankedRow => [
    code,
    <a
      key="code"
      href={hrefOf(['executions'], { status: 'failed', error_code: code, script_id: properties.scriptId })}
    >
      <code>{code}</code>
    </a>,
    formatNumber(count, locale),
  ]
  return (
    <Panel title={t('failures')}>
      <Loaded resource={useSample('failed', properties)}>
        {(data) => (
          <>
            <p class="muted">{data.length === 0 ? t('none') : t('failuresHint', { count: data.length })}</p>
            {data.length > 0 && (
              <Ranking
                heads={[t('code'), t('count')]}
                rows={countBy(data, ({ error }) => error?.code ?? '–')
                  .slice(0, SHOWN)
                  .map(toRow)}
              />
            )}
          </>
        )}
      </Loaded>
    </Panel>
  )
}

export const StatsPanel = ({ stats }: { readonly stats: Readonly<Record<string, unknown>> }) => {
  const t = useTexts(dashboardTexts)
  const locale = useLocale()
  const rows = Object.entries(stats)
  return (
    <Panel title={t('stats')}>
      {rows.length === 0 ? (
        <p class="muted">{t('statsHint')}</p>
      ) : (
        <Ranking
          heads={[t('name'), t('value')]}
          rows={rows.map(([name, value]) => [name, name, formatNumber(Number(value), locale)])}
        />
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
