import { parseConfig } from '../../../src/config/config.ts'
import type { GuardOptions } from '../../../src/http/middleware/guard.ts'

/** Lets everybody do everything. */
export const openGuard: GuardOptions = {
  config: parseConfig({}).http,
  authenticator: {
    demandsKey: () => Promise.resolve(false),
    recall: () => undefined,
    verify: () => Promise.resolve(undefined),
  },
  clock: { now: () => 0 },
}
