import { useCan } from '../../../lib/services.ts'
import { useTexts } from '../../../lib/texts.ts'
import { listTexts } from '../texts.ts'
import { TemplateCards } from './template-cards.tsx'

/** What is shown where no script is yet. */
export const FirstScript = ({ onCreate }: { readonly onCreate: () => void }) => {
  const t = useTexts(listTexts)
  const canWrite = useCan('write')
  return (
    <section class="first">
      <h2>{t('none')}</h2>
      <p class="muted">{t('noneHint')}</p>
      {canWrite && (
        <>
          <TemplateCards />
          <button type="button" onClick={onCreate}>
            {t('empty')}
          </button>
        </>
      )}
    </section>
  )
}
