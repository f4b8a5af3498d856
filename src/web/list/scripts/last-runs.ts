import { type Api, ask, type Schemas } from '../../lib/api.ts'

type Summary = Schemas['ListedExecution']

/** The last execution of each script: the newest ones of all scripts at once, then one by one for those not among them. */
export const readLastRuns = async (
  api: Api,
  scriptIds: readonly number[],
  signal: AbortSignal,
): Promise<ReadonlyMap<number, Summary | undefined>> => {
  const { data, next_cursor } = await ask(
    api.GET('/api/executions', { params: { query: { limit: 200 } }, signal }),
  )
  const found = new Map<number, Summary | undefined>()
  for (const execution of data) {
    if (execution.script_id !== null && !found.has(execution.script_id)) {
      found.set(execution.script_id, execution)
    }
  }
  if (next_cursor === null) return found
  for (const script_id of scriptIds.filter((id) => !found.has(id))) {
    const last = await ask(api.GET('/api/executions', { params: { query: { script_id, limit: 1 } }, signal }))
    found.set(script_id, last.data[0])
  }
  return found
}
