import { useState } from 'preact/hooks'
import { useServices } from '../lib/services.ts'
import { useTexts } from '../lib/texts.ts'
import { Dialog } from '../lib/ui/dialog.tsx'
import { logInTexts } from './log-in-texts.ts'

const Form = () => {
  const t = useTexts(logInTexts)
  const { session, baseUrl } = useServices()
  const [key, setKey] = useState('')
  const [problem, setProblem] = useState<string>()
  const [isBusy, setBusy] = useState(false)

  const logIn = async () => {
    // Not through the API client, which would wait for this very dialog.
    const headers = { Authorization: `Bearer ${key.trim()}`, 'Content-Type': 'application/json' }
    const response = await fetch(`${baseUrl}/api/session`, { method: 'POST', headers, body: '{}' })
    const body = await response.json()
    if (response.ok) session.begin(body.data.key, body.data)
    else setProblem(response.status === 401 ? t('wrongKey') : String(body.message))
  }

  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setBusy(true)
    logIn()
      .catch((error) => setProblem(String(error)))
      .finally(() => setBusy(false))
  }

  return (
    <form onSubmit={submit}>
      <p>{t('logInHint')}</p>
      <label class="field">
        <span>{t('apiKey')}</span>
        <input
          type="password"
          autocomplete="current-password"
          required
          value={key}
          placeholder="sd_…"
          onInput={({ currentTarget }) => setKey(currentTarget.value)}
        />
      </label>
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <div class="actions">
        <button type="button" onClick={() => session.cancelDemand()}>
          {t('cancel')}
        </button>
        <button type="submit" class="primary" disabled={isBusy}>
          {t('logIn')}
        </button>
      </div>
    </form>
  )
}

/** Opens over whatever is shown when a request was refused, so that unsaved work stays. */
export const LogIn = () => {
  const t = useTexts(logInTexts)
  const { session } = useServices()
  return (
    <Dialog title={t('logIn')} onClose={() => session.cancelDemand()}>
      <Form />
    </Dialog>
  )
}
