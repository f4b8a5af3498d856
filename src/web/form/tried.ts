import type { Schemas } from '../lib/api.ts'

export interface Tried {
  readonly result: Schemas['NodeResult']
  readonly from: 'pinned' | 'lastRun' | 'nowhere'
}
