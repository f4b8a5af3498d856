import { readFileSync } from 'node:fs'

// What Linux counts processor time in for every program, whatever its own clock.
const TICKS_PER_SECOND = 100

/** Processor time of all threads of a process so far, in seconds. */
export const processCpu = (pid: number | undefined): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const [user, system] = stat.slice(stat.lastIndexOf(')')).split(' ').slice(12, 14)
  return (Number(user) + Number(system)) / TICKS_PER_SECOND
}
