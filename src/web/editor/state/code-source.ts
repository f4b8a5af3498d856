import { useEffect, useMemo, useState } from 'preact/hooks'
import type { CodeSource, NameInfo } from '../../code/code-source.ts'
import { namesIn, valueBehind } from '../../code/completion/names-in.ts'
import { nodesById, nodeTitle } from '../../graph/model.ts'
import { upstreamOf } from '../../graph/traversal.ts'
import { useCan } from '../../lib/services.ts'
import { type EditorParts, useEditor } from './context.ts'

const SCOPE: readonly NameInfo[] = [
  ...['input', 'nodes', 'params', 'execution', 'loop', '$vars'].map((label) => ({ label })),
  { label: '$secret', detail: '(name)' },
]

/** What the expressions of a node can name: its input, the outputs of the nodes before it, and the functions. */
export const useCodeSource = (id: string): CodeSource => {
  const parts = useEditor()
  const canAdmin = useCan('admin')
  const [isLoaded, setIsLoaded] = useState(false)
  useEffect(() => {
    const loads = [parts.lastRun.load(), parts.valueNames.load({ withSecrets: canAdmin })]
    void Promise.allSettled(loads).then(() => setIsLoaded(true))
  }, [parts])
  return useMemo(
    () => ({
      functions: parts.state.catalogue.functions,
      namesBehind: (path) => namesBehind(id, path, parts),
    }),
    [parts, id, isLoaded],
  )
}

const namesBehind = (
  id: string,
  [root, ...path]: readonly string[],
  { state, lastRun, valueNames }: EditorParts,
): readonly NameInfo[] => {
  switch (root) {
    case undefined:
      return SCOPE
    case '$vars':
      return path.length === 0 ? valueNames.variables.map((label) => ({ label })) : []
    case '$secret':
      return valueNames.secrets.map((label) => ({ label }))
    case 'input':
      return namesIn(valueBehind(lastRun.inputOf(id), path))
    case 'params':
      return namesIn(valueBehind(lastRun.params, path))
    case 'nodes': {
      const [node, ...rest] = path
      if (node !== undefined) return namesIn(valueBehind(lastRun.outputOf(node), rest))
      const nodes = nodesById(state.model)
      return [...upstreamOf(id, state.model)].map((label) => ({
        label,
        detail: nodeTitle(nodes.get(label) ?? { id: label }),
      }))
    }
    case 'execution':
      return path.length === 0
        ? namesIn({ id: 'id', script_id: 'script_id' }).map(({ label }) => ({ label }))
        : []
    case 'loop':
      return path.length === 0 ? [{ label: 'index' }, { label: 'item' }] : []
    default:
      return []
  }
}
