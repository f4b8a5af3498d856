import { useState } from 'preact/hooks'
import { hrefOf } from '../../lib/route.ts'
import { useCan, useServices } from '../../lib/services.ts'
import { useTexts } from '../../lib/texts.ts'
import { Confirm } from '../../lib/ui/confirm.tsx'
import { type BulkAction, type Progress, runBulk } from './bulk.ts'
import { executionListTexts } from './texts.ts'

export const BulkBar = ({
  ids,
  onDone,
}: {
  readonly ids: readonly string[]
  readonly onDone: () => void
}) => {
  const t = useTexts(executionListTexts)
  const { api, notices } = useServices()
  const [progress, setProgress] = useState<Progress>()
  const [isAsking, setAsking] = useState(false)
  const canExecute = useCan('execute')
  const canWrite = useCan('write')

  const [first, second] = ids

  const run = async (action: BulkAction) => {
    try {
      const { done, failed } = await runBulk(action, api, ids, setProgress)
      notices.info(t('done', { action: t(action), done, failed }))
    } catch (error) {
      notices.error(error)
    } finally {
      setProgress(undefined)
      onDone()
    }
  }

  if (progress) {
    const { done, failed, total } = progress
    return (
      <div class="bulk" role="status">
        <progress max={total} value={done + failed} aria-label={t(progress.action)} />
        {t('progress', { done: done + failed, total })}
      </div>
    )
  }
  return (
    <div class="bulk">
      <span role="status">{t('selected', { count: ids.length })}</span>
      {canExecute && (
        <>
          <button type="button" class="small" onClick={() => run('cancel')}>
            {t('cancel')}
          </button>
          <button type="button" class="small" onClick={() => run('retry')}>
            {t('retry')}
          </button>
        </>
      )}
      {first !== undefined && second !== undefined && ids.length === 2 && (
        <a class="button small" href={hrefOf(['compare', second, first])}>
          {t('compare')}
        </a>
      )}
      {canWrite && (
        <button type="button" class="small danger" onClick={() => setAsking(true)}>
          {t('remove')}
        </button>
      )}
      {isAsking && (
        <Confirm
          title={t('removeTitle', { count: ids.length })}
          action={t('remove')}
          onConfirm={() => run('remove')}
          onClose={() => setAsking(false)}
        >
          <p>{t('removeHint')}</p>
        </Confirm>
      )}
    </div>
  )
}
