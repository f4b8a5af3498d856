import { useTexts } from '../../lib/texts.ts'
import { Icon } from '../look/icon.tsx'
import { useEditor } from '../state/context.ts'
import { canvasTexts } from '../texts/canvas.ts'

export const Controls = () => {
  const t = useTexts(canvasTexts)
  const { view } = useEditor()
  return (
    <div class="canvas-controls" role="toolbar" aria-label={t('view')}>
      <button type="button" title={t('zoomIn')} aria-label={t('zoomIn')} onClick={() => view.zoom('in')}>
        <Icon name="plus" size={16} />
      </button>
      <button type="button" title={t('zoomOut')} aria-label={t('zoomOut')} onClick={() => view.zoom('out')}>
        <Icon name="minus" size={16} />
      </button>
      <button type="button" title={t('fit')} aria-label={t('fit')} onClick={() => view.fit()}>
        <Icon name="fit" size={16} />
      </button>
    </div>
  )
}
