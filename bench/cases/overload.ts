import type { Case } from '../case.ts'
import { executeRequest, fourNodes, LARGE_ORDER } from '../scripts.ts'

const TIMES = 5
const CLIENTS = 1000
const REFUSALS = [429, 503]

export const overload: Case = {
  name: 'overload',
  measures: 'execute, five times as many requests as are answered at the peak; the rest is refused',
  targets: [{ side: 'overload', metric: 'rate', to: 'peak', atLeast: 0.9 }],
  async setUp(bench) {
    const env = { EXECUTION_LIMIT: '64', EXECUTION_QUEUE_LIMIT: '64' }
    const ours = await bench.ours({ database: await bench.seed([fourNodes]), env })
    const request = executeRequest(1, LARGE_ORDER)
    const measurePeak = await bench.load(ours, request)
    let most = 0
    const peak = async () => {
      const found = await measurePeak()
      most = found.rate ?? 0
      return found
    }
    /** The peak of the same round, because the speed of the machine varies. */
    const flood = async () => {
      const options = { connections: CLIENTS, rate: Math.round(most * TIMES), allowed: REFUSALS }
      const measure = await bench.load(ours, request, options)
      return measure()
    }
    return { peak, overload: flood }
  },
}
