/**
 * Watches for how long work keeps everything else on this thread waiting. Counted is the thread's own time, so that a
 * machine that is busy with something else makes no difference.
 */
export const watchTurns = () => {
  let before = process.threadCpuUsage()
  let longest = 0
  const look = () => {
    const now = process.threadCpuUsage()
    longest = Math.max(longest, now.user + now.system - before.user - before.system)
    before = now
  }
  const timer = setInterval(look, 1).unref()
  return {
    /** The longest turn so far, in milliseconds. */
    stop(): number {
      clearInterval(timer)
      look()
      return longest / 1000
    },
  }
}
