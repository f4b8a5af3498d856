import type { DelayedStore } from '../../../src/engine/records.ts'

/** Of an engine in which no execution waits for its time. */
export const NO_DELAYED: DelayedStore = {
  counts: async () => [],
  firstStart: async () => undefined,
  due: async () => [],
  enqueue: async () => false,
}
