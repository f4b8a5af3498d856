import type { Database } from '../../db/client.ts'
import type { Writer } from '../../db/writer.ts'
import type { Leadership } from '../../domain/leadership.ts'
import type { Keyring } from '../../lib/store/keyring.ts'
import type { Clock } from '../../lib/time/clock.ts'
import type { Logger } from '../../logging/logger.ts'
import { SecretRepository } from './repository.ts'
import { secretRoutes } from './routes.ts'
import { SecretService } from './service.ts'

export interface SecretsOptions {
  readonly database: Database
  readonly writer: Writer
  readonly keyring: Keyring
  readonly clock: Clock
  readonly logger: Logger
  readonly leadership: Leadership
}

/** `service` is also the engine's store of secrets. */
export const composeSecrets = ({ database, writer, ...options }: SecretsOptions) => {
  const service = new SecretService({ ...options, repository: new SecretRepository(database, writer) })
  return { service, routes: [['/api/secrets', secretRoutes(service)]] as const }
}
