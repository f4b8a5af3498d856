import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Makes what collects all garbage of this thread and returns the memory to the system; pauses for tens of milliseconds. */
export const createCollector = (): (() => void) => {
  // Only contexts created while the flag is set have the function `gc`.
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc')
  // V8 rejects its code cache, even that of Node itself, while flags differ from those at compile time.
  setFlagsFromString('--no-expose-gc')
  return () => collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}

export const collectGarbage = (): void => createCollector()()
