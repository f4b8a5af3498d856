import { CommandError } from '../context.ts'
import type { ApiClient } from './client.ts'
import { Execution, NodeResult } from './schema.ts'

export interface ScriptRun {
  readonly scriptId: number
  readonly input: unknown
  /** Cancels the execution; its end is waited for all the same. */
  readonly stop?: AbortSignal
  /** Told of every node when it has finished. */
  readonly onNode?: ((result: NodeResult) => void) | undefined
}

/** Runs a script and follows it to its end. @throws CommandError when the server stops before that */
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
    // Refused is who comes too late; the stream below tells how it ended.
    api.call(Execution, 'POST', `${path}/cancel`).catch(() => undefined)
  }
  stop?.addEventListener('abort', cancel, { once: true })
  if (stop?.aborted) cancel()
  let hasEnded = false
  for await (const { type, data } of api.events(`${path}/events`)) {
    if (type === 'node_finished') onNode?.(NodeResult.parse(data))
    hasEnded ||= type === 'execution_finished'
  }
  if (hasEnded) return api.call(Execution, 'GET', path)
  throw new CommandError(
    `the server stopped before the end of execution ${id}, which goes on when it is back`,
  )
}
