import type { Case } from '../case.ts'
import { usedHeap } from '../heap.ts'
import { send } from '../request.ts'
import { executeRequest, fourNodes } from '../scripts.ts'
import { freePort } from '../server.ts'

const QUEUED = 20_000
const TEN_MINUTES_MS = 600_000
const MB = 1024 * 1024

const submission = (id: number) => ({
  ...executeRequest(id),
  headers: { prefer: 'respond-async' },
  status: 202,
  expect: { success: true },
})

export const queueMemory: Case = {
  name: 'queue-memory',
  measures: 'memory of 20,000 executions that wait to run',
  targets: [{ side: 'ours', metric: 'bytes each', atMost: 4096 }],
  rounds: 1,
  async setUp(bench) {
    const port = await freePort()
    // One that only waits would leave its place to the others.
    const busy = { id: 'busy', type: 'code', parameters: { code: 'for (;;);' } }
    const blocker = { name: 'Blocker', nodes: [busy] }
    const server = await bench.ours({
      database: await bench.seed([blocker, fourNodes]),
      env: {
        EXECUTION_LIMIT: '1',
        EXECUTION_QUEUE_LIMIT: '1000000',
        CODE_TIMEOUT_MS: String(TEN_MINUTES_MS),
      },
      nodeFlags: [`--inspect=127.0.0.1:${port}`],
    })
    await send(server.url, submission(1))
    const submit = await bench.load(server, submission(2), { amount: QUEUED })
    const ours = async () => {
      const heap = await usedHeap(port)
      const resident = server.memory()
      const { rate = Number.NaN } = await submit()
      return {
        rate,
        'bytes each': ((await usedHeap(port)) - heap) / QUEUED,
        'resident bytes each': ((server.memory() - resident) * MB) / QUEUED,
      }
    }
    return { ours }
  },
}
