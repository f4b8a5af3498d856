import type { TestContext } from 'node:test'
import { Keyring } from '../../src/lib/keyring.ts'
import { SecretRepository } from '../../src/secrets/repository.ts'
import { SecretService } from '../../src/secrets/service.ts'
import { createDatabase } from './database.ts'
import { captureLog } from './log-capture.ts'
import { ManualClock } from './manual-clock.ts'

/** Secrets in a database of their own, and services on it with the keys that are given. */
export const createSecrets = async (t: TestContext) => {
  const { database, writer } = await createDatabase(t)
  const repository = new SecretRepository(database, writer)
  const log = captureLog()
  const serviceWith = (...keys: readonly string[]) =>
    new SecretService({
      repository,
      keyring: new Keyring(keys),
      clock: new ManualClock(),
      logger: log.logger,
      isOnlyWriter: () => true,
    })
  return { database, repository, log, serviceWith }
}
