import { useEffect, useMemo } from 'preact/hooks'
import { labelOf } from '../form/labels.ts'
import { nodesById, nodeTitle } from '../graph/model.ts'
import { useLocale, useServices } from '../lib/services.ts'
import { useStore } from '../lib/store.ts'
import { useTexts } from '../lib/texts.ts'
import { Canvas } from './canvas/canvas.tsx'
import { Overlays } from './dialogs/overlays.tsx'
import { followClipboard } from './input/clipboard.ts'
import { followKeys } from './input/keys.ts'
import { DraftBanner } from './panels/draft-banner.tsx'
import { Inspector } from './panels/inspector.tsx'
import { Palette } from './panels/palette.tsx'
import { Toolbar } from './panels/toolbar.tsx'
import { useEditor } from './state/context.ts'
import { Saving } from './sync/saving.ts'
import { validateWhileEditing } from './sync/validation.ts'
import { editorTexts } from './texts/editor.ts'
import { editTexts } from './texts/edits.ts'
import { newsTexts } from './texts/news.ts'
import { Comparison } from './versions/comparison.tsx'

export const EditorView = () => {
  const t = useTexts(editorTexts)
  const locale = useLocale()
  const { api, notices } = useServices()
  const parts = useEditor()
  const { state, ui, view } = parts
  const saving = useMemo(
    () =>
      new Saving({
        api,
        state,
        onRefused: (error) =>
          notices.show({
            kind: 'error',
            text: t('saveRefused', { message: error instanceof Error ? error.message : String(error) }),
          }),
        onUnparsed: (owner, field) => {
          state.select([owner])
          ui.editNode('parameters')
          const node = nodeTitle(nodesById(state.model).get(owner) ?? { id: owner })
          notices.show({ kind: 'error', text: t('unparsed', { field: labelOf(field, locale), node }) })
        },
      }),
    [state, locale],
  )
  useEffect(() => validateWhileEditing(api, state), [state, locale])
  useEffect(() => followClipboard(state, view), [state])
  useEffect(() => followKeys(parts, saving), [state, saving])
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => state.isDirty && event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [state])
  return (
    <>
      <Toolbar saving={saving} />
      {!state.isReadOnly && <DraftBanner />}
      <div class="editor-body">
        {!state.isReadOnly && <Palette />}
        <Canvas />
        <Inspector />
      </div>
      <Overlays saving={saving} />
      <Comparison saving={saving} />
      <LiveRegion />
    </>
  )
}

/** Speaks what happened, as much of it is only seen. */
const LiveRegion = () => {
  const t = useTexts(newsTexts)
  const edits = useTexts(editTexts)
  const { state } = useEditor()
  const news = useStore(state.news)
  const edit = news?.edit && edits(news.edit.text, news.edit.values)
  return (
    <p class="spoken" role="status">
      {news && t(news.text, edit === undefined ? news.values : { edit })}
    </p>
  )
}
