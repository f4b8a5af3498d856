import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { ApiError } from '../../lib/api.ts'
import { useTexts } from '../../lib/texts.ts'
import { Dialog } from '../../lib/ui/dialog.tsx'
import { adminTexts } from '../texts.ts'

const Problem = ({ problem }: { readonly problem: unknown }) => {
  const details = problem instanceof ApiError ? problem.details : []
  return (
    <div class="problem" role="alert">
      {details.length === 0 && (problem instanceof Error ? problem.message : String(problem))}
      {details.map(({ path, message }) => (
        <span key={path + message}>
          <code>{path}</code> {message}
        </span>
      ))}
    </div>
  )
}

/** A form that stays open, with what was wrong, until the server has accepted it. */
export const FormDialog = (properties: {
  readonly title: string
  readonly action: string
  readonly onSubmit: () => Promise<void>
  readonly onClose: () => void
  readonly children: ComponentChildren
}) => {
  const t = useTexts(adminTexts)
  const { title, action, onSubmit, onClose, children } = properties
  const [problem, setProblem] = useState<unknown>()
  const [isBusy, setBusy] = useState(false)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setBusy(true)
    setProblem(undefined)
    onSubmit()
      .catch(setProblem)
      .finally(() => setBusy(false))
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit}>
        {children}
        {problem !== undefined && <Problem problem={problem} />}
        <div class="actions">
          <button type="button" onClick={onClose}>
            {t('cancel')}
          </button>
          <button type="submit" class="primary" disabled={isBusy}>
            {action}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
