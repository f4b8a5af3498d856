import { useTexts } from '../../../lib/texts.ts'
import { Dialog } from '../../../lib/ui/dialog.tsx'
import { listTexts } from '../texts.ts'
import { TemplateCards } from './template-cards.tsx'

/** Asks whether a new script starts out empty or from a template. */
export const NewScript = (properties: { readonly onEmpty: () => void; readonly onClose: () => void }) => {
  const t = useTexts(listTexts)
  return (
    <Dialog title={t('create')} isWide onClose={properties.onClose}>
      <button type="button" class="primary" onClick={properties.onEmpty}>
        {t('empty')}
      </button>
      <p class="muted or">{t('orTemplate')}</p>
      <TemplateCards />
      <div class="actions">
        <button type="button" onClick={properties.onClose}>
          {t('cancel')}
        </button>
      </div>
    </Dialog>
  )
}
