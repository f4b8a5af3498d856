import { type Api, ask, type Schemas } from '../api.ts'
import { useResource } from '../resource.ts'
import { useServices } from '../services.ts'

export type ScriptChoice = readonly [id: string, name: string]

const PAGE = 200
// More than anybody looks for in a list.
const MAX_CHOICES = 5_000

/** The scripts that can be chosen, undefined until they are read, and their names. */
export const useScriptChoices = () => {
  const { api } = useServices()
  const { data } = useResource((signal) => readScripts(api, signal), [])
  return {
    choices: data?.map(({ id, name }): ScriptChoice => [String(id), name]),
    nameOf: (id: number) => data?.find((script) => script.id === id)?.name ?? `#${id}`,
  }
}

const readScripts = async (api: Api, signal: AbortSignal): Promise<readonly Schemas['ScriptSummary'][]> => {
  const scripts: Schemas['ScriptSummary'][] = []
  let cursor: string | null | undefined
  do {
    const query = { limit: PAGE, sort: 'name' as const, ...(cursor && { cursor }) }
    const page = await ask(api.GET('/api/scripts', { params: { query }, signal }))
    scripts.push(...page.data)
    cursor = page.next_cursor
  } while (cursor && scripts.length < MAX_CHOICES)
  return scripts
}
