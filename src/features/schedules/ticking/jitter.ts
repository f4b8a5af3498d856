import { hash } from 'node:crypto'

interface Jittered {
  readonly id: number
  readonly jitter_ms: number
}

/** When a tick is to start: later by a time that is always the same for it, so that a restart changes nothing. */
export const dueTime = ({ id, jitter_ms }: Jittered, tick: number): number => {
  if (jitter_ms === 0) return tick
  const random = Number.parseInt(hash('sha1', `${id} ${tick}`, 'hex').slice(0, 8), 16)
  return tick + (random % (jitter_ms + 1))
}
