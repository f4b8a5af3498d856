import { ask } from '../../lib/api.ts'
import { useResource } from '../../lib/resource.ts'
import { useServices } from '../../lib/services.ts'

/** The scripts that can be chosen, and their names. */
export const useScriptChoices = () => {
  const { api } = useServices()
  const scripts = useResource(
    (signal) => ask(api.GET('/api/scripts', { params: { query: { limit: 200, sort: 'name' } }, signal })),
    [],
  )
  const all = scripts.data?.data ?? []
  return {
    choices: all.map(({ id, name }) => [String(id), name] as const),
    nameOf: (id: number) => all.find((script) => script.id === id)?.name ?? `#${id}`,
  }
}
