import { createContext } from 'preact'
import { useContext } from 'preact/hooks'

/** What the drawings on the canvas can ask of the editor around it. */
export interface CanvasActions {
  readonly insertInto: (edge: string) => void
  readonly removeEdge: (edge: string) => void
}

const Context = createContext<CanvasActions | undefined>(undefined)

export const CanvasActionsProvider = Context.Provider

export const useCanvasActions = (): CanvasActions => {
  const actions = useContext(Context)
  if (!actions) throw new Error('drawn outside of the canvas')
  return actions
}
