import { useTexts } from '../../lib/texts.ts'
import { useEditor } from '../state/context.ts'
import { canvasTexts } from '../texts/canvas.ts'

export const EmptyCanvas = () => {
  const t = useTexts(canvasTexts)
  const { state, ui } = useEditor()
  return (
    <div class="canvas-empty">
      <h2>{t('empty')}</h2>
      {!state.isReadOnly && (
        <>
          <p class="muted">{t('emptyHelp')}</p>
          <button type="button" class="primary" onClick={() => ui.open({ kind: 'add', place: {} })}>
            {t('addFirst')}
          </button>
        </>
      )}
    </div>
  )
}
