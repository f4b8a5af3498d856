/** When a thread began with its task, in milliseconds since the epoch; the memory is shared between the threads. */
export type Begun = BigInt64Array<SharedArrayBuffer>

export const notBegun = (): Begun => new BigInt64Array(new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT))

export const begin = (begun: Begun) => {
  Atomics.store(begun, 0, BigInt(Date.now()))
}

/**
 * Calls `overdue` when a task has been running for so long; that a new thread needs a while before it begins does not
 * count. Returns what ends the watch.
 */
export const watchBegun = (begun: Begun, ms: number, overdue: () => void): (() => void) => {
  const check = () => {
    const since = Number(Atomics.load(begun, 0))
    const left = since === 0 ? ms : since + ms - Date.now()
    if (left <= 0) overdue()
    else timer = setTimeout(check, left)
  }
  let timer = setTimeout(check, ms)
  return () => clearTimeout(timer)
}
