import { useState } from 'preact/hooks'
import { ask, type Schemas } from '../../lib/api.ts'
import { useRows } from '../../lib/pages/use-rows.ts'
import { useResource } from '../../lib/resource.ts'
import { hrefOf } from '../../lib/route.ts'
import { useRoute, useServices } from '../../lib/services.ts'
import { useTexts } from '../../lib/texts.ts'
import { Empty } from '../../lib/ui/empty.tsx'
import { lazy, Nothing } from '../../lib/ui/lazy.tsx'
import { Loaded } from '../../lib/ui/load-state.tsx'
import { More } from '../../lib/ui/more.tsx'
import { Status } from '../../lib/ui/status.tsx'
import { Age, Duration } from '../../lib/ui/times.tsx'
import { FilterBar } from './filter-bar.tsx'
import { filtersOf, toListQuery } from './filters.ts'
import { executionListTexts, triggerTexts } from './texts.ts'

const BulkBar = lazy(async () => (await import('./bulk-bar.tsx')).BulkBar, Nothing)

type Summary = Schemas['ListedExecution']

interface RowProps {
  readonly execution: Summary
  readonly isSelected: boolean
  readonly onSelect: (isSelected: boolean) => void
}

const Row = ({ execution, isSelected, onSelect }: RowProps) => {
  const t = useTexts(executionListTexts)
  const { id, script_name, status, error, trigger, created_at, duration_ms } = execution
  return (
    <tr>
      <td class="tick">
        <input
          type="checkbox"
          checked={isSelected}
          aria-label={t('select', { id })}
          onChange={({ currentTarget }) => onSelect(currentTarget.checked)}
        />
      </td>
      <td>
        <Status status={status} />
      </td>
      <td class="name">
        <a href={hrefOf(['executions', id])}>{script_name ?? t('deletedScript')}</a>
      </td>
      <td class="muted">{t(triggerTexts[trigger.kind])}</td>
      <td>
        <Age time={created_at} />
      </td>
      <td class="number">
        <Duration ms={duration_ms} />
      </td>
      <td class="cut" title={error?.message}>
        {error && (
          <>
            <code>{error.code}</code> {error.message}
          </>
        )}
      </td>
    </tr>
  )
}

export const ExecutionList = () => {
  const t = useTexts(executionListTexts)
  const { api } = useServices()
  const { query } = useRoute()
  const filters = filtersOf(query)
  const key = JSON.stringify(filters)
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const scripts = useResource(
    (signal) => ask(api.GET('/api/scripts', { params: { query: { limit: 200, sort: 'name' } }, signal })),
    [],
  )
  const { rows, error, isLoadingMore, loadMore, refresh } = useRows<Summary>(
    (cursor, signal) =>
      ask(
        api.GET('/api/executions', {
          params: { query: { ...toListQuery(filters), ...(cursor && { cursor }) } },
          signal,
        }),
      ),
    [key],
  )
  const shown = rows?.items ?? []
  const chosen = shown.filter(({ id }) => selected.has(id)).map(({ id }) => id)
  const select = (id: string, isSelected: boolean) => {
    const next = new Set(selected)
    if (isSelected) next.add(id)
    else next.delete(id)
    setSelected(next)
  }

  return (
    <main class="page" tabIndex={-1}>
      <div class="page-head">
        <h1>{t('title')}</h1>
      </div>
      <FilterBar filters={filters} scripts={scripts.data?.data ?? []} />
      {chosen.length > 0 && (
        <BulkBar
          ids={chosen}
          onDone={() => {
            setSelected(new Set())
            refresh()
          }}
        />
      )}
      <Loaded resource={{ data: rows, error, isLoading: rows === undefined, reload: refresh }}>
        {({ items, next }) =>
          items.length === 0 ? (
            key === '{}' ? (
              <Empty title={t('none')} hint={t('noneHint')}>
                <a class="button primary" href={hrefOf(['scripts'])}>
                  {t('toScripts')}
                </a>
              </Empty>
            ) : (
              <Empty title={t('noneFound')}>
                <a class="button" href={hrefOf(['executions'])}>
                  {t('clear')}
                </a>
              </Empty>
            )
          ) : (
            <>
              <div class="card scroll">
                <table>
                  <thead>
                    <tr>
                      <th class="tick">
                        <input
                          type="checkbox"
                          aria-label={t('selectAll')}
                          checked={chosen.length === items.length}
                          onChange={({ currentTarget }) =>
                            setSelected(new Set(currentTarget.checked ? items.map(({ id }) => id) : []))
                          }
                        />
                      </th>
                      <th scope="col">{t('status')}</th>
                      <th scope="col">{t('script')}</th>
                      <th scope="col">{t('trigger')}</th>
                      <th scope="col">{t('created')}</th>
                      <th scope="col" class="number">
                        {t('duration')}
                      </th>
                      <th scope="col">{t('error')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {items.map((execution) => (
                      <Row
                        key={execution.id}
                        execution={execution}
                        isSelected={selected.has(execution.id)}
                        onSelect={(isSelected) => select(execution.id, isSelected)}
                      />
                    ))}
                  </tbody>
                </table>
              </div>
              {next !== null && <More isLoading={isLoadingMore} onMore={loadMore} />}
            </>
          )
        }
      </Loaded>
    </main>
  )
}
