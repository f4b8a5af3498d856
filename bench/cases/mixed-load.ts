import { setTimeout as delay } from 'node:timers/promises'
import type { Case } from '../case.ts'
import type { Request } from '../request.ts'
import { executeRequest, fourNodes, LARGE_ORDER, tenNodes } from '../scripts.ts'
import type { Server } from '../server.ts'
import { slope } from '../statistics.ts'

const SCRIPTS = 20

const reads = ['/api/scripts/2', '/api/scripts?limit=50', '/api/executions?limit=20', '/api/dashboard/stats']

/** Sixteen reads, three executions and one update of a script. */
const share = (script: number): Request[] => [
  ...Array.from({ length: 16 }, (_, index) => ({ path: reads[index % reads.length] ?? '/' })),
  ...Array.from({ length: 3 }, () => executeRequest(1, LARGE_ORDER)),
  {
    method: 'PUT',
    path: `/api/scripts/${script}`,
    // The load tool replaces the marker, so that each update changes something.
    body: { ...tenNodes(`Script ${script}`), description: '[<id>]' },
    expect: { data: { node_count: 10 } },
  },
]

/** Samples memory once a second until `work` is done. */
const sampleMemory = async (server: Server, work: Promise<unknown>): Promise<number[]> => {
  const samples: number[] = []
  let isDone = false
  const stop = () => {
    isDone = true
  }
  work.then(stop, stop)
  while (!isDone) {
    samples.push(server.memory())
    await delay(1000)
  }
  return samples
}

export const mixedLoad: Case = {
  name: 'mixed-load',
  measures: '80 % reads, 15 % executions, 5 % saves of graphs, for two minutes',
  targets: [
    { side: 'ours', metric: 'p99', atMost: 50 },
    { side: 'ours', metric: 'MB a minute', atMost: 5 },
  ],
  rounds: 1,
  async setUp(bench) {
    const scripts = Array.from({ length: SCRIPTS }, (_, index) => tenNodes(`Script ${index + 2}`))
    const server = await bench.ours({ database: await bench.seed([fourNodes, ...scripts]) })
    const requests = scripts.flatMap((_, index) => share(index + 2))
    // Garbage collection moves memory by 10 MB either way, which looks like a trend within one minute.
    const measure = await bench.load(server, requests, { seconds: bench.options.seconds * 40 })
    const ours = async () => {
      const running = measure()
      const samples = await sampleMemory(server, running)
      // The first third is spent filling caches and compiling.
      const settled = samples.slice(Math.ceil(samples.length / 3))
      return { ...(await running), MB: server.memory(), 'MB a minute': slope(settled) * 60 }
    }
    return { ours }
  },
}
