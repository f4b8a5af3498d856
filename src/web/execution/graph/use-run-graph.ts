import { withPositions } from '../../editor/layout/layout.ts'
import { Catalogue } from '../../editor/state/catalogue.ts'
import { completeNode, connectionsOf, type ScriptModel } from '../../graph/model.ts'
import { ask } from '../../lib/api.ts'
import { useResource } from '../../lib/resource.ts'
import { useLocale, useServices } from '../../lib/services.ts'

/** The graph as it was when the execution ran, and what its node types are. */
export const useRunGraph = (executionId: string) => {
  const { api } = useServices()
  const locale = useLocale()
  return useResource(
    async (signal) => {
      const params = { path: { execution_id: executionId } }
      const [types, graph] = await Promise.all([
        ask(api.GET('/api/config/nodes', { signal })),
        ask(api.GET('/api/executions/{execution_id}/graph', { params, signal })),
      ])
      const catalogue = new Catalogue(types.data, [])
      const { nodes, connections } = graph.data
      const model: ScriptModel = {
        settings: { name: '' } as ScriptModel['settings'],
        nodes: nodes.map(completeNode),
        connections: connectionsOf(connections),
      }
      return { catalogue, model: await withPositions(model, catalogue) }
    },
    [executionId, locale],
  )
}
