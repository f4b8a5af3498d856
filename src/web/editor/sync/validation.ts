import { graphOf } from '../../graph/model.ts'
import { locateProblems } from '../../graph/problems.ts'
import { type Api, ask } from '../../lib/api.ts'
import type { EditorState } from '../state/editor-state.ts'

const PAUSE_MS = 400

/** Has the graph checked once it has not been changed for a moment. Returns the function that ends it. */
export const validateWhileEditing = (api: Api, state: EditorState): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined
  let controller = new AbortController()
  let checked: unknown

  const check = async () => {
    const { model } = state
    controller = new AbortController()
    try {
      const { data } = await ask(
        api.POST('/api/scripts/{script_id}/validate', {
          params: { path: { script_id: state.scriptId } },
          body: graphOf(model),
          signal: controller.signal,
        }),
      )
      if (controller.signal.aborted) return
      state.problems.set(locateProblems(data.problems, model))
    } catch {
      // Whether the server is there is shown elsewhere; the next change asks again.
    }
  }
  const plan = () => {
    const { nodes, connections } = state.model
    // Settings are not checked.
    const graph = [nodes, connections]
    if (Array.isArray(checked) && checked[0] === nodes && checked[1] === connections) return
    checked = graph
    clearTimeout(timer)
    controller.abort()
    timer = setTimeout(check, PAUSE_MS)
  }
  plan()
  const end = state.history.subscribe(plan)
  return () => {
    end()
    clearTimeout(timer)
    controller.abort()
  }
}
