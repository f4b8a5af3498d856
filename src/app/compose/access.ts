import { composeApiKeys } from '../../features/api-keys/compose.ts'
import type { AppContext } from '../context.ts'
import type { Data } from './data.ts'

/** API keys, and the guard that lets callers in by them. */
export const composeAccess = (
  { config, clock, operatorToken, leadership }: AppContext,
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
  return { ...apiKeys, guard: { config: config.http, authenticator: apiKeys.authenticator, clock } }
}

export type Access = ReturnType<typeof composeAccess>
