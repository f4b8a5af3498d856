import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { ScriptModel } from '../../graph/model.ts'
import { useStore } from '../../lib/store.ts'
import type { LastRun } from '../sync/last-run.ts'
import type { PinnedInputs } from '../sync/run-alone.ts'
import type { ValueNames } from '../sync/value-names.ts'
import type { EditorState } from './editor-state.ts'
import type { EditorUi } from './editor-ui.ts'
import type { View } from './view.ts'

export interface EditorParts {
  readonly state: EditorState
  readonly ui: EditorUi
  readonly view: View
  readonly lastRun: LastRun
  readonly pinned: PinnedInputs
  readonly valueNames: ValueNames
}

const Context = createContext<EditorParts | undefined>(undefined)

export const EditorProvider = Context.Provider

export const useEditor = (): EditorParts => {
  const parts = useContext(Context)
  if (!parts) throw new Error('rendered outside of the editor')
  return parts
}

/** The script as it is now. */
export const useModel = (): ScriptModel => useStore(useEditor().state.history).present
