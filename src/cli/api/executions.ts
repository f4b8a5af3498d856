import { CommandError } from '../context.ts'
import type { ApiClient } from './client.ts'
import { followExecution } from './follow-execution.ts'
import { Execution, type NodeResult } from './schema.ts'

export interface ScriptRun {
  readonly scriptId: number
  readonly input: unknown
  /** Cancels the execution; `runScript` still waits until it has finished. */
  readonly stop?: AbortSignal
  /** Called when a node has finished. */
  readonly onNode?: ((result: NodeResult) => void) | undefined
}

/** Runs a script and waits until it has finished. @throws CommandError when the server stops before */
export const runScript = async (
  api: ApiClient,
  { scriptId, input, stop, onNode }: ScriptRun,
): Promise<Execution> => {
  const { id } = await api.call(Execution, 'POST', `/api/scripts/${scriptId}/execute`, {
    body: { input },
    headers: { Prefer: 'respond-async' },
  })
  const path = `/api/executions/${id}`
  const cancel = () => {
    // Refused when the execution has just finished; the event stream reports that.
    api.call(Execution, 'POST', `${path}/cancel`).catch(() => undefined)
  }
  stop?.addEventListener('abort', cancel, { once: true })
  if (stop?.aborted) cancel()
  if (await followExecution(api, id, onNode)) return api.call(Execution, 'GET', path)
  throw new CommandError(
    `the server stopped before the end of execution ${id}, which continues when the server is back`,
  )
}
