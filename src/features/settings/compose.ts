import type { Database } from '../../db/client.ts'
import type { Writer } from '../../db/writer.ts'
import type { Clock } from '../../lib/time/clock.ts'
import { SettingsRepository } from './repository.ts'
import { settingsRoutes } from './routes.ts'
import { SettingsService } from './service.ts'

export interface SettingsOptions {
  readonly database: Database
  readonly writer: Writer
  readonly clock: Clock
}

/** `store` is for other features that store settings of their own. */
export const composeSettings = ({ database, writer, clock }: SettingsOptions) => {
  const store = new SettingsRepository(database, writer)
  return {
    store,
    routes: [['/api/config/user-settings', settingsRoutes(new SettingsService(store, clock))]] as const,
  }
}
