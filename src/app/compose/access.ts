import { composeApiKeys } from '../../features/api-keys/compose.ts'
import type { SharedBudget } from '../../lib/async/byte-budget.ts'
import type { AppContext } from '../context.ts'
import type { Data } from './data.ts'

/** API keys, and the guard that lets callers in by them. */
export const composeAccess = (
  { config, clock, operatorToken, leadership, memory }: AppContext & { readonly memory: SharedBudget },
  { database, writer }: Data,
) => {
  const apiKeys = composeApiKeys({
    config: config.http,
    database,
    writer,
    clock,
    operatorToken,
    leadership,
  })
  return { ...apiKeys, guard: { config: config.http, authenticator: apiKeys.authenticator, clock, memory } }
}

export type Access = ReturnType<typeof composeAccess>
