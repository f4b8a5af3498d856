import { ReactFlowProvider } from '@xyflow/react'
import { useEffect, useMemo } from 'preact/hooks'
import { ask } from '../lib/api.ts'
import { useResource } from '../lib/resource.ts'
import { useCan, useLocale, useRoute, useServices } from '../lib/services.ts'
import { Loaded } from '../lib/ui/load-state.tsx'
import { EditorView } from './editor-view.tsx'
import { withPositions } from './layout/layout.ts'
import { Catalogue } from './state/catalogue.ts'
import { EditorProvider } from './state/context.ts'
import { EditorState, type Saved } from './state/editor-state.ts'
import { EditorUi } from './state/editor-ui.ts'
import { View } from './state/view.ts'
import { LastRun } from './sync/last-run.ts'
import { PinnedInputs } from './sync/run-alone.ts'
import { readScript } from './sync/saving.ts'
import { ValueNames } from './sync/value-names.ts'
import { useIsNarrow } from './use-is-narrow.ts'

/** Draws and edits the graph of a script. */
export const Editor = ({ scriptId }: { readonly scriptId: number }) => {
  const { api } = useServices()
  const locale = useLocale()
  const catalogue = useResource(async () => {
    const [types, functions] = await Promise.all([
      ask(api.GET('/api/config/nodes')),
      ask(api.GET('/api/config/functions')),
    ])
    return new Catalogue(types.data, functions.data)
  }, [locale])
  const script = useResource(() => readScript(api, scriptId), [scriptId])
  return (
    <main class="editor" tabIndex={-1}>
      <Loaded resource={catalogue}>
        {(types) => (
          <Loaded resource={script}>
            {(saved) => <Placed scriptId={scriptId} catalogue={types} saved={saved} />}
          </Loaded>
        )}
      </Loaded>
    </main>
  )
}

interface OpenedProps {
  readonly scriptId: number
  readonly catalogue: Catalogue
  readonly saved: Saved
}

/** The editor of a script whose nodes all have places. */
const Placed = ({ saved, ...properties }: OpenedProps) => {
  const placed = useResource(
    async () => ({ ...saved, model: await withPositions(saved.model, properties.catalogue) }),
    [saved],
  )
  return <Loaded resource={placed}>{(script) => <Opened {...properties} saved={script} />}</Loaded>
}

const Opened = ({ scriptId, catalogue, saved }: OpenedProps) => {
  const { api, storage } = useServices()
  const canWrite = useCan('write')
  const isNarrow = useIsNarrow()
  const isReadOnly = !canWrite || isNarrow
  // What is edited outlives another language and another width of the window.
  const parts = useMemo(() => {
    const state = new EditorState({ scriptId, catalogue, saved, isReadOnly, now: () => Date.now() })
    return {
      state,
      // In a small or enlarged window, the graph needs the room beside the form.
      ui: new EditorUi({ isPaletteOpen: matchMedia('(width >= 1100px)').matches }),
      view: new View(state),
      lastRun: new LastRun(api, state),
      pinned: new PinnedInputs(storage, scriptId),
      valueNames: new ValueNames(api),
    }
  }, [scriptId, saved])
  const { node } = useRoute().query
  useEffect(() => {
    if (node === undefined || !saved.model.nodes.some(({ id }) => id === node)) return
    parts.state.select([node])
    parts.view.focus(node)
  }, [parts, node])
  parts.state.catalogue = catalogue
  parts.state.isReadOnly = isReadOnly
  return (
    <EditorProvider value={parts}>
      <ReactFlowProvider>
        <EditorView />
      </ReactFlowProvider>
    </EditorProvider>
  )
}
