import type { ComponentChildren } from 'preact'
import type { Texts } from '../locale.ts'
import { useTexts } from '../texts.ts'
import { Dialog } from './dialog.tsx'

const texts = { cancel: { en: 'Cancel', ko: '취소' } } as const satisfies Texts

export interface ConfirmProps {
  readonly title: string
  readonly action: string
  readonly onConfirm: () => void
  readonly onClose: () => void
  readonly children?: ComponentChildren
}

/** Asks before something that cannot be undone. */
export const Confirm = ({ title, action, onConfirm, onClose, children }: ConfirmProps) => {
  const t = useTexts(texts)
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      <div class="actions">
        <button type="button" onClick={onClose}>
          {t('cancel')}
        </button>
        <button
          type="button"
          class="danger"
          onClick={() => {
            onConfirm()
            onClose()
          }}
        >
          {action}
        </button>
      </div>
    </Dialog>
  )
}
