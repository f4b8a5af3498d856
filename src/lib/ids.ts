import { monotonicFactory } from 'ulid'
import type { Clock } from './clock.ts'

/** Makes ids that sort by the time they were made, also within one millisecond: `ex_01JD…`. */
export type NextId = () => string

export const createIds = (prefix: string, clock: Clock): NextId => {
  const next = monotonicFactory()
  return () => `${prefix}_${next(clock.now())}`
}
