import { ask } from '../../lib/api.ts'
import { useResource } from '../../lib/resource.ts'
import { useServices } from '../../lib/services.ts'
import type { NodeResult } from '../model/execution-view.ts'

/** Reads what a node was given and has given, which lists and streams do not have of all. */
export const useNodeResult = (executionId: string, { node_id, path, status }: NodeResult) => {
  const { api } = useServices()
  return useResource(
    async (signal) => {
      const params = {
        path: { execution_id: executionId, node_id },
        query: path === undefined ? {} : { path },
      }
      return (await ask(api.GET('/api/executions/{execution_id}/nodes/{node_id}', { params, signal }))).data
    },
    [executionId, node_id, path, status],
  )
}
