import type { Config } from '../../config/config.ts'
import type { Database } from '../../db/client.ts'
import type { Writer } from '../../db/writer.ts'
import { StreamSlots } from '../../http/access/stream-slots.ts'
import { isLoopback } from '../../lib/net/network.ts'
import { createIds } from '../../lib/store/ids.ts'
import type { Clock } from '../../lib/time/clock.ts'
import { Authenticator, type AuthenticatorOptions } from './authenticator.ts'
import { ApiKeyRepository } from './repository.ts'
import { ApiKeyService } from './service.ts'

export interface AccessOptions extends Pick<AuthenticatorOptions, 'operatorToken' | 'leadership'> {
  readonly config: Config['http']
  readonly database: Database
  readonly writer: Writer
  readonly clock: Clock
}

/** All that decides who may call, and how many event streams each may have open. */
export const composeAccess = ({ config, database, writer, clock, ...options }: AccessOptions) => {
  const repository = new ApiKeyRepository(database, writer)
  const authenticator = new Authenticator({ ...options, repository, clock, demand: demandOf(config) })
  const streams = new StreamSlots(config.eventStreams)
  const keys = new ApiKeyService({
    repository,
    authenticator,
    clock,
    nextId: createIds('key'),
    onRevoked: (id) => streams.endAll(id),
  })
  return { repository, authenticator, streams, keys }
}

const demandOf = ({ auth, host }: Config['http']) => {
  if (auth === 'none') return 'never'
  return isLoopback(host) ? 'once_made' : 'always'
}
