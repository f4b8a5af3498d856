import { hrefOf } from '../../lib/route.ts'
import { useCan } from '../../lib/services.ts'
import { useStore } from '../../lib/store.ts'
import { useTexts } from '../../lib/texts.ts'
import { layOutGraph } from '../layout/layout.ts'
import { Icon } from '../look/icon.tsx'
import { useEditor, useModel } from '../state/context.ts'
import { changeScript } from '../state/parameter.ts'
import type { Saving } from '../sync/saving.ts'
import { editorTexts } from '../texts/editor.ts'
import { editTexts } from '../texts/edits.ts'

const isMac = () => /Mac|iPhone|iPad/.test(navigator.platform)
const keyOf = (key: string) => (isMac() ? `⌘${key}` : `Ctrl+${key}`)

export const Toolbar = ({ saving }: { readonly saving: Saving }) => {
  const t = useTexts(editorTexts)
  const { state } = useEditor()
  const { settings } = useModel()
  return (
    <header class="editor-bar">
      <a class="button plain tight" href={hrefOf(['scripts'])} title={t('scripts')} aria-label={t('scripts')}>
        <Icon name="back" />
      </a>
      <h1 class="spoken">{settings.name}</h1>
      <input
        class="editor-name"
        type="text"
        value={settings.name}
        aria-label={t('scriptName')}
        readOnly={state.isReadOnly}
        onInput={({ currentTarget }) => changeScript(state, { name: currentTarget.value })}
      />
      <SavedState saving={saving} />
      <div class="editor-tools" role="toolbar" aria-label={t('tools')}>
        <ProblemCount />
        {!state.isReadOnly && <History />}
        <Finding />
      </div>
      <RunButton saving={saving} />
      {!state.isReadOnly && <SaveButton saving={saving} />}
    </header>
  )
}

const SavedState = ({ saving }: { readonly saving: Saving }) => {
  const t = useTexts(editorTexts)
  const { state } = useEditor()
  useModel()
  useStore(state.unparsed)
  const { version } = useStore(state.saved)
  const isSaving = useStore(saving.isSaving)
  if (state.isReadOnly) return <span class="editor-state">{t('readOnly')}</span>
  const text = isSaving ? t('saving') : state.isDirty ? t('unsaved') : t('savedAs', { version })
  return <span class={state.isDirty ? 'editor-state dirty' : 'editor-state'}>{text}</span>
}

const SaveButton = ({ saving }: { readonly saving: Saving }) => {
  const t = useTexts(editorTexts)
  const { state } = useEditor()
  useModel()
  useStore(state.unparsed)
  useStore(state.saved)
  const isSaving = useStore(saving.isSaving)
  return (
    <button
      type="button"
      class="primary"
      title={keyOf('S')}
      disabled={!state.isDirty || isSaving}
      onClick={() => void saving.save()}
    >
      {t('save')}
    </button>
  )
}

/** Runs what is saved, so that what is not is saved first. */
const RunButton = ({ saving }: { readonly saving: Saving }) => {
  const t = useTexts(editorTexts)
  const { state, ui } = useEditor()
  const canExecute = useCan('execute')
  useModel()
  useStore(state.saved)
  if (!canExecute) return null
  const run = async () => {
    await saving.save()
    if (!state.isDirty) ui.open({ kind: 'run' })
  }
  return (
    <button type="button" onClick={() => void run()}>
      <Icon name="play" size={15} />
      {t(state.isDirty ? 'runUnsaved' : 'run')}
    </button>
  )
}

const ProblemCount = () => {
  const t = useTexts(editorTexts)
  const { state, ui } = useEditor()
  const { count } = useStore(state.problems)
  const text = count === 0 ? t('noProblems') : count === 1 ? t('oneProblem') : t('problems', { count })
  return (
    <button
      type="button"
      class={count > 0 ? 'plain problem-count bad' : 'plain problem-count'}
      disabled={count === 0}
      onClick={() => ui.open({ kind: 'problems' })}
    >
      <Icon name={count > 0 ? 'warning' : 'check'} size={16} />
      {text}
    </button>
  )
}

const History = () => {
  const t = useTexts(editorTexts)
  const edits = useTexts(editTexts)
  const { state, view } = useEditor()
  const { past, future } = useStore(state.history)
  const [last, next] = [past.at(-1)?.label, future[0]?.step.label]
  const undoTitle = last ? t('undoEdit', { edit: edits(last.text, last.values) }) : t('undo')
  const redoTitle = next ? t('redoEdit', { edit: edits(next.text, next.values) }) : t('redo')
  return (
    <>
      <ToolButton
        icon="undo"
        title={`${undoTitle} (${keyOf('Z')})`}
        isOff={!last}
        onClick={() => state.undo()}
      />
      <ToolButton
        icon="redo"
        title={`${redoTitle} (${keyOf('Y')})`}
        isOff={!next}
        onClick={() => state.redo()}
      />
      <ToolButton
        icon="layout"
        title={t('layout')}
        isOff={state.model.nodes.length === 0}
        onClick={() => void layOutGraph(state).then(() => view.fit())}
      />
    </>
  )
}

const Finding = () => {
  const t = useTexts(editorTexts)
  const { ui, state } = useEditor()
  return (
    <>
      <ToolButton
        icon="find"
        title={`${t('find')} (${keyOf('K')})`}
        onClick={() => ui.open({ kind: 'find' })}
      />
      <ToolButton icon="versions" title={t('versions')} onClick={() => ui.open({ kind: 'versions' })} />
      <ToolButton
        icon="settings"
        title={t('settings')}
        onClick={() => {
          state.select([])
          ui.isSettingsOpen.set(true)
          requestAnimationFrame(() => ui.editNode())
        }}
      />
      <ToolButton icon="help" title={`${t('keys')} (?)`} onClick={() => ui.open({ kind: 'keys' })} />
    </>
  )
}

interface ToolButtonProps {
  readonly icon: string
  readonly title: string
  readonly isOff?: boolean
  readonly onClick: () => void
}

const ToolButton = ({ icon, title, isOff = false, onClick }: ToolButtonProps) => (
  <button
    type="button"
    class="plain tight"
    title={title}
    aria-label={title}
    disabled={isOff}
    onClick={onClick}
  >
    <Icon name={icon} />
  </button>
)
