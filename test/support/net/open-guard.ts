import { parseConfig } from '../../../src/config/config.ts'
import type { GuardOptions } from '../../../src/http/middleware/guard.ts'
import { SharedBudget } from '../../../src/lib/async/byte-budget.ts'

/** Lets everybody do everything. */
export const openGuard: GuardOptions = {
  config: parseConfig({}).http,
  authenticator: {
    demandsKey: () => Promise.resolve(false),
    recall: () => undefined,
    verify: () => Promise.resolve(undefined),
  },
  clock: { now: () => 0 },
  memory: new SharedBudget({
    total: { limit: Number.MAX_SAFE_INTEGER, setting: 'MEMORY_LIMIT_BYTES' },
    share: { limit: Number.MAX_SAFE_INTEGER, setting: 'MEMORY_CALLER_LIMIT_BYTES' },
  }),
}
