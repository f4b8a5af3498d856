/** Milliseconds of processor time that the calling thread has used; waiting for a busy machine does not count. */
export const threadProcessorMs = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
