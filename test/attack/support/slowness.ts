const ROUNDS = 10
const WORK = JSON.stringify(
  Array.from({ length: 20_000 }, (_, index) => ({ id: index, text: `item ${index}` })),
)
/** Processor time that the work takes on the machine that promises were measured on. */
const WORK_MS = 100

/** How many times as much processor time as there this machine needs; at least 1. */
export const slowness = (): number => {
  const before = process.threadCpuUsage()
  for (let round = 0; round < ROUNDS; round++) JSON.stringify(JSON.parse(WORK))
  const { user, system } = process.threadCpuUsage(before)
  return Math.max(1, (user + system) / 1000 / WORK_MS)
}
