import { isDeepStrictEqual } from 'node:util'
import type { ApiClient } from '../api/client.ts'
import { Variable } from '../api/schema.ts'
import { listVariables, variablePath } from '../api/variables.ts'
import type { VariableBody } from './check-parts.ts'
import type { Imported } from './import.ts'

/** Creates or replaces variables by name; a dry run only reports what would be done. */
export async function* importVariables(
  api: ApiClient,
  variables: readonly VariableBody[],
  isDryRun: boolean,
): AsyncGenerator<Pick<Imported, 'action' | 'name'>> {
  const stored = new Map((await listVariables(api)).map((variable) => [variable.name, variable]))
  for (const { name, ...content } of variables) {
    const { value, description } = stored.get(name) ?? {}
    if (!stored.has(name)) yield { action: 'created', name }
    else if (isDeepStrictEqual({ value, description }, content)) {
      yield { action: 'unchanged', name }
      continue
    } else yield { action: 'replaced', name }
    if (!isDryRun) await api.put(Variable, variablePath(name), content)
  }
}
