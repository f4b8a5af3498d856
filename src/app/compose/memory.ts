import { SharedBudget } from '../../lib/async/byte-budget.ts'
import type { AppContext } from '../context.ts'

/** The memory that callers may use together, and each of them by itself. */
export const composeMemory = ({ config: { memory } }: AppContext): SharedBudget =>
  new SharedBudget({
    total: { limit: memory.limitBytes, setting: 'MEMORY_LIMIT_BYTES' },
    share: { limit: memory.callerBytes, setting: 'MEMORY_CALLER_LIMIT_BYTES' },
  })
