/** On what condition a write of an execution happens. */
export interface WriteGuard {
  /** Fails unless there is no such execution yet. */
  readonly isNew?: boolean
  /** Fails when the execution has another fence, because another host has taken it since. */
  readonly fence?: number | undefined
}

export interface DiskWait extends Pick<WriteGuard, 'fence'> {
  readonly id: string
  /** When it goes on without an event, in ms since the epoch; `null` for never. */
  readonly until: number | null
  readonly now: number
}

/** It is over at once when the execution was given an event before. */
export type WaitBegun = Pick<DiskWait, 'until'>
