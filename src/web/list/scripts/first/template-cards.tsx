import { rememberInput } from '../../../execution/run/remembered-input.ts'
import { translate } from '../../../lib/locale.ts'
import { hrefOf } from '../../../lib/route.ts'
import { useCan, useLocale, useServices } from '../../../lib/services.ts'
import { useTexts } from '../../../lib/texts.ts'
import { createScript, startScript } from '../script-actions.ts'
import { listTexts } from '../texts.ts'
import { type Template, templates } from './templates.ts'

/** Scripts to begin with; the one that is chosen is created and runs at once. */
export const TemplateCards = () => {
  const t = useTexts(listTexts)
  const locale = useLocale()
  const { api, router, notices, storage } = useServices()
  const canExecute = useCan('execute')

  const use = async ({ title, script, input }: Template) => {
    const { id } = await createScript(api, { ...script, name: translate(title, locale) })
    rememberInput(storage, id, input)
    const execution = canExecute ? await startScript(api, id, input) : undefined
    router.go(execution ? hrefOf(['executions', execution.id]) : hrefOf(['scripts', id]))
  }

  return (
    <ul class="templates">
      {templates.map((template) => (
        <li key={template.id} class="card">
          <h3>{translate(template.title, locale)}</h3>
          <p class="muted">{translate(template.hint, locale)}</p>
          <button
            type="button"
            aria-label={`${t('useTemplate')}: ${translate(template.title, locale)}`}
            onClick={() => use(template).catch((error) => notices.error(error))}
          >
            {t('useTemplate')}
          </button>
        </li>
      ))}
    </ul>
  )
}
