import { totalmem } from 'node:os'

/** Bytes of memory that the process may use: those of its container, or else of the machine. */
export const memorySize = (): number => {
  const limit = process.constrainedMemory()
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem()
}
