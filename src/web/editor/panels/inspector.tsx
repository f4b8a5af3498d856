import { useEffect, useRef } from 'preact/hooks'
import { useStore } from '../../lib/store.ts'
import { useTexts } from '../../lib/texts.ts'
import { Icon } from '../look/icon.tsx'
import { duplicateSelected, removeSelected } from '../state/commands.ts'
import { useEditor, useModel } from '../state/context.ts'
import { editorTexts } from '../texts/editor.ts'
import { inspectorTexts } from '../texts/inspector.ts'
import { NodeInspector } from './node-inspector.tsx'
import { ScriptSettings } from './script-settings.tsx'

/** The form of what is selected: a node, several nodes, or else the script. */
export const Inspector = () => {
  const t = useTexts(inspectorTexts)
  const common = useTexts(editorTexts)
  const { state, ui, view } = useEditor()
  const model = useModel()
  const { nodes } = useStore(state.selection)
  const demand = useStore(ui.formDemand)
  const element = useRef<HTMLElement>(null)
  useEffect(() => {
    if (demand > 0) focusFirst(element.current)
  }, [demand])
  const [id] = nodes
  const isSettingsOpen = useStore(ui.isSettingsOpen)
  const node = nodes.size === 1 ? model.nodes.find((each) => each.id === id) : undefined
  if (nodes.size === 0 && !isSettingsOpen) return null
  const close = () => {
    state.select([])
    ui.isSettingsOpen.set(false)
    view.focusCanvas()
  }
  return (
    <section class="inspector" aria-label={t('inspector')} ref={element}>
      <button
        type="button"
        class="plain tight inspector-close"
        aria-label={common('close')}
        title={common('close')}
        onClick={close}
      >
        <Icon name="close" size={16} />
      </button>
      {node ? (
        <NodeInspector key={node.id} node={node} />
      ) : nodes.size > 1 ? (
        <Several count={nodes.size} />
      ) : (
        <ScriptSettings />
      )}
    </section>
  )
}

const FIELDS = '[role="tabpanel"] :is(input, select, textarea, button.primary)'

const focusFirst = (element: HTMLElement | null): void => element?.querySelector<HTMLElement>(FIELDS)?.focus()

const Several = ({ count }: { readonly count: number }) => {
  const t = useTexts(inspectorTexts)
  const { state, view } = useEditor()
  const duplicate = () => {
    duplicateSelected(state)
    view.showSelected()
  }
  return (
    <div class="inspector-body">
      <h2>{t('manyTitle', { count })}</h2>
      <p class="muted">{t('manyHelp')}</p>
      {!state.isReadOnly && (
        <div class="actions start">
          <button type="button" onClick={duplicate}>
            {t('duplicate')}
          </button>
          <button type="button" class="danger" onClick={() => removeSelected(state)}>
            {t('remove')}
          </button>
        </div>
      )}
    </div>
  )
}
