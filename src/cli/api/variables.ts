import type { ApiClient } from './client.ts'
import { Variable } from './schema.ts'

const PATH = '/api/variables'

export const variablePath = (name: string): string => `${PATH}/${encodeURIComponent(name)}`

export const listVariables = (api: ApiClient): Promise<Variable[]> =>
  Array.fromAsync(api.list(Variable, PATH))
