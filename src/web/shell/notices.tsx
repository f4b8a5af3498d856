import { useServices } from '../lib/services.ts'
import { useStore } from '../lib/store.ts'
import { useTexts } from '../lib/texts.ts'
import { shellTexts } from './texts.ts'

export const NoticeList = () => {
  const t = useTexts(shellTexts)
  const { notices } = useServices()
  const shown = useStore(notices.shown)
  return (
    <section class="notices" aria-label={t('notices')} aria-live="polite">
      {shown.map(({ id, kind, text, action }) => (
        <div key={id} class={`notice ${kind}`}>
          <span>{text}</span>
          {action && (
            <button
              type="button"
              onClick={() => {
                action.run()
                notices.close(id)
              }}
            >
              {action.label}
            </button>
          )}
          <button type="button" class="plain" aria-label={t('close')} onClick={() => notices.close(id)}>
            ✕
          </button>
        </div>
      ))}
    </section>
  )
}
