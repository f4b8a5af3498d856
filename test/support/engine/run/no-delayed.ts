import type { DelayedStore } from '../../../../src/engine/records.ts'

/** Of an engine in which no execution is only on disk. */
export const NO_DELAYED: DelayedStore = {
  counts: async () => [],
  firstStart: async () => undefined,
  due: async () => [],
  enqueue: async () => false,
  wait: async () => undefined,
  waitingInOrder: async () => [],
  waitingOf: async () => [],
}
