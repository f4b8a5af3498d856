import { useMemo } from 'preact/hooks'
import type { CodeSource, NameInfo } from '../../code/code-source.ts'
import { nodesById, nodeTitle } from '../../graph/model.ts'
import { upstreamOf } from '../../graph/traversal.ts'
import { useEditor } from './context.ts'

const SCOPE: readonly NameInfo[] = ['input', 'nodes', 'params', 'execution', 'loop'].map((label) => ({
  label,
}))

/** What the expressions of a node can name: its input, the outputs of the nodes before it, and the functions. */
export const useCodeSource = (id: string): CodeSource => {
  const { state } = useEditor()
  return useMemo(
    () => ({
      functions: state.catalogue.functions,
      namesBehind: (path) => {
        if (path.length === 0) return SCOPE
        if (path.length === 1 && path[0] === 'nodes') {
          const nodes = nodesById(state.model)
          return [...upstreamOf(id, state.model)].map((label) => ({
            label,
            detail: nodeTitle(nodes.get(label) ?? { id: label }),
          }))
        }
        return []
      },
    }),
    [state, id],
  )
}
