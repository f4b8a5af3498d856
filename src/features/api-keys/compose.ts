import type { Config } from '../../config/config.ts'
import type { Database } from '../../db/client.ts'
import type { Writer } from '../../db/writer.ts'
import { StreamSlots } from '../../http/access/stream-slots.ts'
import { isLoopback } from '../../lib/net/network.ts'
import { createIds } from '../../lib/store/ids.ts'
import type { AlarmClock } from '../../lib/time/clock.ts'
import { Authenticator, type AuthenticatorOptions } from './authenticator.ts'
import { ApiKeyRepository } from './repository.ts'
import { apiKeyRoutes } from './routes.ts'
import { ApiKeyService } from './service.ts'
import { sessionRoutes } from './sessions/routes.ts'
import { SessionService } from './sessions/service.ts'

export interface ApiKeysOptions extends Pick<AuthenticatorOptions, 'operatorToken' | 'leadership'> {
  readonly config: Config['http']
  readonly database: Database
  readonly writer: Writer
  readonly clock: AlarmClock
}

/** Decides which callers have access, and limits how many event streams each of them has open. */
export const composeApiKeys = ({ config, database, writer, clock, ...options }: ApiKeysOptions) => {
  const repository = new ApiKeyRepository(database, writer)
  const authenticator = new Authenticator({ ...options, repository, clock, demand: demandOf(config) })
  const streams = new StreamSlots(config.eventStreams, clock)
  const nextId = createIds('key')
  const service = new ApiKeyService({
    repository,
    authenticator,
    clock,
    nextId,
    onRevoked: (id) => streams.endAll(id),
  })
  const sessions = new SessionService({ repository, authenticator, clock, nextId })
  const routes = [
    ['/api/keys', apiKeyRoutes(service)],
    ['/api/session', sessionRoutes(sessions)],
  ] as const
  return { repository, authenticator, streams, routes }
}

const demandOf = ({ auth, host }: Config['http']) => {
  if (auth === 'none') return 'never'
  return isLoopback(host) ? 'once_created' : 'always'
}
