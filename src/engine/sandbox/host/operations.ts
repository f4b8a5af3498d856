import { cryptoOperations } from './crypto.ts'
import { intlOperations } from './intl.ts'
import { textOperations } from './text.ts'
import type { HostOperations } from './types.ts'
import { urlOperations } from './url.ts'

/** What every run may use; none of them has state, so that no run changes anything for another one. */
export const operations: HostOperations = {
  ...textOperations,
  ...urlOperations,
  ...cryptoOperations,
  ...intlOperations,
}
