import { useState } from 'preact/hooks'
import { ask } from '../lib/api.ts'
import { hrefOf } from '../lib/route.ts'
import { useCan, useServices } from '../lib/services.ts'
import { useTexts } from '../lib/texts.ts'
import { isFinal } from '../lib/ui/status.tsx'
import type { Summary } from './model/execution-view.ts'
import { executionTexts } from './texts.ts'

export const ExecutionActions = ({
  execution: { id, status, script_id },
  onChanged,
}: {
  readonly execution: Summary
  readonly onChanged: () => void
}) => {
  const t = useTexts(executionTexts)
  const { api, router, notices } = useServices()
  const [isBusy, setBusy] = useState(false)
  const canExecute = useCan('execute')
  const params = { path: { execution_id: id } }

  const attempt = (work: () => Promise<void>) => () => {
    setBusy(true)
    work()
      .catch((error) => notices.error(error))
      .finally(() => setBusy(false))
  }
  const cancel = attempt(async () => {
    await ask(api.POST('/api/executions/{execution_id}/cancel', { params }))
    onChanged()
  })
  const retry = (from_start: boolean) =>
    attempt(async () => {
      const { data } = await ask(
        api.POST('/api/executions/{execution_id}/retry', {
          params: { ...params, header: { prefer: 'respond-async' } },
          body: { from_start },
        }),
      )
      router.go(hrefOf(['executions', data.id]))
    })

  return (
    <div class="actions">
      {script_id !== null && (
        <a class="button" href={hrefOf(['scripts', script_id])}>
          {t('openScript')}
        </a>
      )}
      {canExecute && !isFinal(status) && (
        <button type="button" class="danger" disabled={isBusy} onClick={cancel}>
          {t('cancel')}
        </button>
      )}
      {canExecute && isFinal(status) && (
        <>
          {status !== 'completed' && (
            <button type="button" class="primary" disabled={isBusy} onClick={retry(false)}>
              {t('retryFailed')}
            </button>
          )}
          <button type="button" disabled={isBusy} onClick={retry(true)}>
            {t('retryStart')}
          </button>
        </>
      )}
    </div>
  )
}
