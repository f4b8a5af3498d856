import { useTexts } from '../../lib/texts.ts'
import { Dialog } from '../../lib/ui/dialog.tsx'
import { useEditor } from '../state/context.ts'
import { dialogTexts } from '../texts/dialogs.ts'
import { editorTexts } from '../texts/editor.ts'

type KeyText = keyof typeof dialogTexts

const onNodes: readonly (readonly [string, KeyText])[] = [
  ['Tab, Shift+Tab', 'keyTab'],
  ['Alt+← → ↑ ↓', 'keyFollow'],
  ['← → ↑ ↓', 'keyMove'],
  ['Enter', 'keyEnter'],
  ['A', 'keyAdd'],
  ['C', 'keyConnect'],
  ['R', 'keyRun'],
  ['Space', 'keySpace'],
  ['Delete', 'keyDelete'],
  ['Shift+F10', 'keyMenu'],
]

const everywhere: readonly (readonly [string, KeyText])[] = [
  ['Ctrl+S', 'keySave'],
  ['Ctrl+Z', 'keyUndo'],
  ['Ctrl+Y, Ctrl+Shift+Z', 'keyRedo'],
  ['Ctrl+K', 'keyFind'],
  ['Ctrl+C, X, V', 'keyCopy'],
  ['Ctrl+D', 'keyDuplicate'],
  ['Ctrl+A', 'keySelectAll'],
  ['F6, Shift+F6', 'keyAreas'],
  ['Escape', 'keyEscape'],
  ['?', 'keyHelp'],
]

export const Keys = () => {
  const t = useTexts(dialogTexts)
  const common = useTexts(editorTexts)
  const { ui } = useEditor()
  return (
    <Dialog title={t('keysTitle')} onClose={() => ui.close()} isWide>
      <div class="keys">
        {(
          [
            ['inGraph', onNodes],
            ['everywhere', everywhere],
          ] as const
        ).map(([title, keys]) => (
          <section key={title}>
            <h3>{t(title)}</h3>
            <dl>
              {keys.map(([key, text]) => (
                <div key={key}>
                  <dt>
                    <kbd>{key}</kbd>
                  </dt>
                  <dd>{t(text)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <div class="actions">
        <button type="button" onClick={() => ui.close()}>
          {common('close')}
        </button>
      </div>
    </Dialog>
  )
}
