import { setTimeout as delay } from 'node:timers/promises'
import type { Case } from '../case.ts'
import type { Request } from '../request.ts'
import { chainOfNodes, executeRequest, fourNodes, LARGE_ORDER } from '../scripts.ts'

const REST_MS = 30_000

/** How often each is sent, one kind after the other. */
const WORK: readonly (readonly [amount: number, request: Request])[] = [
  // The load tool replaces the marker, so that each script is new.
  [3000, { method: 'POST', path: '/api/scripts', body: chainOfNodes('Small [<id>]', 10), status: 201 }],
  [300, { method: 'POST', path: '/api/scripts', body: chainOfNodes('Large [<id>]', 500), status: 201 }],
  [10_000, { path: '/api/scripts/1' }],
  [2000, { path: '/api/scripts?limit=50' }],
  [20_000, executeRequest(1, LARGE_ORDER)],
  [2000, { path: '/api/executions?limit=50' }],
]

export const residentMemory: Case = {
  name: 'resident-memory',
  measures: 'resident memory after saving, reading, listing and executing, and after 30 s of rest',
  targets: [{ side: 'ours', metric: 'MB rested', atMost: 150 }],
  rounds: 1,
  async setUp(bench) {
    const server = await bench.ours({ database: await bench.seed([fourNodes]) })
    const ours = async () => {
      await delay(REST_MS)
      const idle = server.memory()
      for (const [amount, request] of WORK) await (await bench.load(server, request, { amount }))()
      const busy = server.memory()
      await delay(REST_MS)
      return { 'MB idle': idle, 'MB busy': busy, 'MB rested': server.memory() }
    }
    return { ours }
  },
}
