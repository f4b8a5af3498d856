import { hash } from 'node:crypto'

interface Jittered {
  readonly id: number
  readonly jitter_ms: number
}

/** A number below `end` that looks random and is always the same for a tick. */
export const scattered = (id: number, tick: number, end: number): number =>
  Number.parseInt(hash('sha1', `${id} ${tick}`, 'hex').slice(0, 8), 16) % end

/** When a tick is to start: later by a time that is always the same for it, so that a restart changes nothing. */
export const dueTime = ({ id, jitter_ms }: Jittered, tick: number): number =>
  jitter_ms === 0 ? tick : tick + scattered(id, tick, jitter_ms + 1)
