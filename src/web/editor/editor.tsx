import { ReactFlowProvider } from '@xyflow/react'
import { useMemo } from 'preact/hooks'
import { ask } from '../lib/api.ts'
import { useResource } from '../lib/resource.ts'
import { useCan, useLocale, useServices } from '../lib/services.ts'
import { Loaded } from '../lib/ui/load-state.tsx'
import { EditorView } from './editor-view.tsx'
import { withPositions } from './layout/layout.ts'
import { Catalogue } from './state/catalogue.ts'
import { EditorProvider } from './state/context.ts'
import { EditorState, type Saved } from './state/editor-state.ts'
import { EditorUi } from './state/editor-ui.ts'
import { View } from './state/view.ts'
import { readScript } from './sync/saving.ts'
import { useIsNarrow } from './use-is-narrow.ts'

/** Draws and edits the graph of a script. */
export const Editor = ({ scriptId }: { readonly scriptId: number }) => {
  const { api } = useServices()
  const locale = useLocale()
  const loaded = useResource(async () => {
    const [types, functions, saved] = await Promise.all([
      ask(api.GET('/api/config/nodes')),
      ask(api.GET('/api/config/functions')),
      readScript(api, scriptId),
    ])
    const catalogue = new Catalogue(types.data, functions.data)
    return { catalogue, saved: { ...saved, model: withPositions(saved.model, catalogue) } }
  }, [scriptId, locale])
  return (
    <main class="editor" tabIndex={-1}>
      <Loaded resource={loaded}>{(data) => <Opened scriptId={scriptId} {...data} />}</Loaded>
    </main>
  )
}

interface OpenedProps {
  readonly scriptId: number
  readonly catalogue: Catalogue
  readonly saved: Saved
}

const Opened = ({ scriptId, catalogue, saved }: OpenedProps) => {
  const canWrite = useCan('write')
  const isNarrow = useIsNarrow()
  const isReadOnly = !canWrite || isNarrow
  const parts = useMemo(() => {
    const state = new EditorState({ scriptId, catalogue, saved, isReadOnly, now: () => Date.now() })
    return { state, ui: new EditorUi(), view: new View(state) }
  }, [scriptId, catalogue, saved, isReadOnly])
  return (
    <EditorProvider value={parts}>
      <ReactFlowProvider>
        <EditorView />
      </ReactFlowProvider>
    </EditorProvider>
  )
}
