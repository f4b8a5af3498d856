import { rememberInput } from '../../execution/run/remembered-input.ts'
import { translate } from '../../lib/locale.ts'
import { hrefOf } from '../../lib/route.ts'
import { useCan, useLocale, useServices } from '../../lib/services.ts'
import { useTexts } from '../../lib/texts.ts'
import { createScript, startScript } from './script-actions.ts'
import { type Template, templates } from './templates.ts'
import { listTexts } from './texts.ts'

/** Where no script is yet: three that run at once. */
export const FirstScript = ({ onCreate }: { readonly onCreate: () => void }) => {
  const t = useTexts(listTexts)
  const locale = useLocale()
  const { api, router, notices, storage } = useServices()
  const canWrite = useCan('write')
  const canExecute = useCan('execute')

  const use = async ({ title, script, input }: Template) => {
    const { id } = await createScript(api, { ...script, name: translate(title, locale) })
    rememberInput(storage, id, input)
    const execution = canExecute ? await startScript(api, id, input) : undefined
    router.go(execution ? hrefOf(['executions', execution.id]) : hrefOf(['scripts', id]))
  }

  return (
    <section class="first">
      <h2>{t('none')}</h2>
      <p class="muted">{t('noneHint')}</p>
      {canWrite && (
        <>
          <ul>
            {templates.map((template) => (
              <li key={template.id} class="card">
                <h3>{translate(template.title, locale)}</h3>
                <p class="muted">{translate(template.hint, locale)}</p>
                <button
                  type="button"
                  class="primary"
                  aria-label={`${t('useTemplate')}: ${translate(template.title, locale)}`}
                  onClick={() => use(template).catch((error) => notices.error(error))}
                >
                  {t('useTemplate')}
                </button>
              </li>
            ))}
          </ul>
          <button type="button" onClick={onCreate}>
            {t('empty')}
          </button>
        </>
      )}
    </section>
  )
}
