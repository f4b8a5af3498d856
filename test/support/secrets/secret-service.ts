import type { TestContext } from 'node:test'
import { SecretRepository } from '../../../src/features/secrets/repository.ts'
import { SecretService } from '../../../src/features/secrets/service.ts'
import { Keyring } from '../../../src/lib/store/keyring.ts'
import { createDatabase } from '../db/database.ts'
import { captureLog } from '../log-capture.ts'
import { ManualClock } from '../time/manual-clock.ts'

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
      leadership: { isLeader: true },
    })
  return { database, repository, log, serviceWith }
}
