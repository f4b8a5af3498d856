/** Timers. The host sleeps until the next one while nothing else is left to do, and then runs it. */
export const loadTimers = () => {
  const now = Date.now
  const MAX_DELAY = 2_147_483_647
  interface Timer {
    readonly due: number
    readonly run: () => unknown
    readonly every?: number
  }
  const timers = new Map<number, Timer>()
  /** One time for all that runs together, as in Node: timers set after each other keep the order of their delays. */
  let turn = now()
  let lastId = 0

  const toDelay = (delay: unknown) => {
    const ms = Math.trunc(Number(delay))
    return ms >= 1 && ms <= MAX_DELAY ? ms : 1
  }

  const add = (
    name: string,
    callback: unknown,
    every: number | undefined,
    delay: number,
    values: unknown[],
  ) => {
    if (typeof callback !== 'function') throw new TypeError(`${name} needs a function to call`)
    const run = () => callback(...values)
    timers.set(++lastId, { due: turn + delay, run, ...(every !== undefined && { every }) })
    return lastId
  }

  /** Of those that are due at the same time, the one that was set first. */
  const next = () => {
    let found: [id: number, timer: Timer] | undefined
    for (const entry of timers) if (!found || entry[1].due < found[1].due) found = entry
    return found
  }

  const clear = (id: unknown) => void timers.delete(Number(id))

  return {
    setTimeout: (callback: unknown, delay?: unknown, ...values: unknown[]) =>
      add('setTimeout', callback, undefined, toDelay(delay), values),
    setInterval: (callback: unknown, delay?: unknown, ...values: unknown[]) =>
      add('setInterval', callback, toDelay(delay), toDelay(delay), values),
    setImmediate: (callback: unknown, ...values: unknown[]) =>
      add('setImmediate', callback, undefined, 0, values),
    clearTimeout: clear,
    clearInterval: clear,
    clearImmediate: clear,
    queueMicrotask(callback: unknown) {
      if (typeof callback !== 'function') throw new TypeError('queueMicrotask needs a function to call')
      const fail = (error: unknown) => {
        const rethrow = () => {
          throw error
        }
        add('queueMicrotask', rethrow, undefined, 0, [])
      }
      void Promise.resolve()
        .then(() => callback())
        .catch(fail)
    },

    untilNext() {
      const found = next()
      return found ? Math.max(0, found[1].due - now()) : -1
    },

    runNext() {
      const found = next()
      if (!found) return
      turn = now()
      const [id, { run, every }] = found
      if (every === undefined) timers.delete(id)
      else timers.set(id, { run, every, due: turn + every })
      run()
    },
  }
}
