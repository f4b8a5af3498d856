import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Collects all garbage of this thread and gives the memory back to the system; a pause of tens of milliseconds. */
export const collectGarbage = (): void => {
  // The collector can be called only where its flag is set, and it is seen only by contexts made after that.
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc')
  // With flags that it was not compiled with, V8 would take no compiled code any more, not even that of Node.
  setFlagsFromString('--no-expose-gc')
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
