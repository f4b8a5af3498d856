import { useEffect, useMemo, useState } from 'preact/hooks'
import type { Schemas } from '../../lib/api.ts'
import { hrefOf } from '../../lib/route.ts'
import { useCan, useRoute, useServices } from '../../lib/services.ts'
import { useStore } from '../../lib/store.ts'
import { useTexts } from '../../lib/texts.ts'
import { Empty } from '../../lib/ui/empty.tsx'
import { lazy, Nothing } from '../../lib/ui/lazy.tsx'
import { Loaded } from '../../lib/ui/load-state.tsx'
import { More } from '../../lib/ui/more.tsx'
import { download, toFileName } from '../../lib/values/download.ts'
import { ImportButton } from './import-button.tsx'
import { PendingDeletions } from './pending-deletions.ts'
import { createScript, getScript, removeScript, toNewScript } from './script-actions.ts'
import { ScriptRow } from './script-row.tsx'
import { listTexts } from './texts.ts'
import { useScripts } from './use-scripts.ts'

const RunDialog = lazy(async () => (await import('../../execution/run/run-dialog.tsx')).RunDialog, Nothing)
const FirstScript = lazy(async () => (await import('./first/first-script.tsx')).FirstScript, Nothing)
const NewScript = lazy(async () => (await import('./first/new-script.tsx')).NewScript, Nothing)

type Script = Schemas['ScriptSummary']

const usePendingDeletions = (onRefused: () => void): PendingDeletions => {
  const { api, notices } = useServices()
  const pending = useMemo(() => {
    const deletions: PendingDeletions = new PendingDeletions((id, isLeaving) =>
      removeScript(api, id, isLeaving).catch((error) => {
        notices.error(error)
        deletions.show(id)
        onRefused()
      }),
    )
    return deletions
  }, [])
  useEffect(() => {
    const flush = () => pending.flush()
    addEventListener('pagehide', flush)
    return () => {
      removeEventListener('pagehide', flush)
      flush()
    }
  }, [])
  return pending
}

export const ScriptList = () => {
  const t = useTexts(listTexts)
  const { api, router, notices } = useServices()
  const canWrite = useCan('write')
  const { q } = useRoute().query
  const { rows, error, lastRuns, isLoadingMore, loadMore, refresh } = useScripts(q)
  const pending = usePendingDeletions(refresh)
  const hidden = useStore(pending.ids)
  const [running, setRunning] = useState<number>()
  const [isCreating, setCreating] = useState(false)

  const attempt = (work: () => Promise<void>) => () => {
    work().catch((problem) => notices.error(problem))
  }
  const create = attempt(async () => {
    const { id } = await createScript(api, { name: t('newName') })
    router.go(hrefOf(['scripts', id]))
  })
  const duplicate = ({ id, name }: Script) =>
    attempt(async () => {
      const copy = t('copyOf', { name: [...name].slice(0, 90).join('') })
      const script = toNewScript(await getScript(api, id))
      const created = await createScript(api, { ...script, name: copy, active: false })
      notices.info(t('duplicated', { name: created.name }))
      refresh()
    })
  const exportFile = ({ id, name }: Script) =>
    attempt(async () => {
      const content = JSON.stringify(toNewScript(await getScript(api, id)), null, 2)
      download(`${toFileName(name)}.json`, content, 'application/json')
    })
  const remove =
    ({ id, name }: Script) =>
    () => {
      pending.add(id)
      notices.info(t('removed', { name }), { label: t('undo'), run: () => pending.undo(id) })
    }

  return (
    <main class="page" tabIndex={-1}>
      <div class="page-head">
        <h1>{t('scripts')}</h1>
        <input
          type="search"
          class="search"
          placeholder={t('search')}
          aria-label={t('search')}
          value={q ?? ''}
          onInput={({ currentTarget }) => router.replace(hrefOf(['scripts'], { q: currentTarget.value }))}
        />
        {canWrite && (
          <>
            <ImportButton onImported={refresh} />
            <button type="button" class="primary" onClick={() => setCreating(true)}>
              {t('create')}
            </button>
          </>
        )}
      </div>
      <Loaded resource={{ data: rows, error, isLoading: false, reload: refresh }}>
        {({ items, next }) => {
          const shown = items.filter(({ id }) => !hidden.has(id))
          if (shown.length === 0 && q) {
            return (
              <Empty title={t('noneFound')}>
                <a class="button" href={hrefOf(['scripts'])}>
                  {t('clear')}
                </a>
              </Empty>
            )
          }
          if (shown.length === 0) return <FirstScript onCreate={create} />
          return (
            <>
              <div class="card scroll">
                <table>
                  <thead>
                    <tr>
                      <th scope="col">{t('name')}</th>
                      <th scope="col">{t('active')}</th>
                      <th scope="col">{t('lastRun')}</th>
                      <th scope="col" class="number wide-only">
                        {t('nodes')}
                      </th>
                      <th scope="col" class="wide-only">
                        {t('changed')}
                      </th>
                      <th scope="col">
                        <span class="spoken">{t('actions')}</span>
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {shown.map((script) => (
                      <ScriptRow
                        key={script.id}
                        script={script}
                        lastRun={lastRuns?.get(script.id)}
                        onRun={() => setRunning(script.id)}
                        onDuplicate={duplicate(script)}
                        onExport={exportFile(script)}
                        onRemove={remove(script)}
                        onChanged={refresh}
                      />
                    ))}
                  </tbody>
                </table>
              </div>
              {next !== null && <More isLoading={isLoadingMore} onMore={loadMore} />}
            </>
          )
        }}
      </Loaded>
      {isCreating && <NewScript onEmpty={create} onClose={() => setCreating(false)} />}
      {running !== undefined && (
        <RunDialog
          scriptId={running}
          onClose={() => setRunning(undefined)}
          onStarted={({ id }) => router.go(hrefOf(['executions', id]))}
        />
      )}
    </main>
  )
}
