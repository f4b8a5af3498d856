import { useServices } from '../../lib/services.ts'
import { useTexts } from '../../lib/texts.ts'
import { Dialog } from '../../lib/ui/dialog.tsx'
import { copyText } from '../../lib/values/clipboard.ts'
import { adminTexts } from '../texts.ts'

export interface Secret {
  readonly label: string
  readonly value: string
}

/** Values that the server gives out only now. */
export const ShownOnce = (properties: {
  readonly title: string
  readonly secrets: readonly Secret[]
  readonly onClose: () => void
}) => {
  const t = useTexts(adminTexts)
  const { notices } = useServices()
  const { title, secrets, onClose } = properties
  const copy = (value: string) =>
    copyText(value).then(
      () => notices.info(t('copied')),
      (error) => notices.error(error),
    )
  return (
    <Dialog title={title} isWide onClose={onClose}>
      <p>{t('shownOnce')}</p>
      <dl class="secrets">
        {secrets.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <code>{value}</code>
              <button
                type="button"
                class="small"
                aria-label={`${t('copy')}: ${label}`}
                onClick={() => copy(value)}
              >
                {t('copy')}
              </button>
            </dd>
          </div>
        ))}
      </dl>
      <div class="actions">
        <button type="button" class="primary" onClick={onClose}>
          {t('done')}
        </button>
      </div>
    </Dialog>
  )
}
