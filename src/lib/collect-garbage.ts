import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Collects all garbage of this thread and gives the memory back to the system; a pause of tens of milliseconds. */
export const collectGarbage = (): void => {
  // The collector can be called only where its flag is set, and it is seen only by contexts made after that.
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
