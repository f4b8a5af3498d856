import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import type { Case } from '../case.ts'
import { type Request, send } from '../request.ts'
import { fourNodesOfBody, INPUT } from '../scripts.ts'
import type { Server } from '../server.ts'
import type { Workbench } from '../workbench.ts'

const AMOUNT = 5000
/** Few, so that none waits so long on a busy machine that the load tool gives up. */
const CONNECTIONS = 16

const Created = z.object({ data: z.object({ path: z.string() }) })
const Stats = z.object({
  data: z.object({ executions: z.object({ queued: z.number(), running: z.number() }) }),
})

const hasWork = async ({ url }: Server): Promise<boolean> => {
  const { body } = await send(url, { path: '/api/dashboard/stats' })
  const { queued, running } = Stats.parse(body).data.executions
  return queued + running > 0
}

/** Sends a number of requests, and measures the server until it has done all work that they have started. */
const untilDone = async (bench: Workbench, server: Server, request: Request) => {
  const load = await bench.load(server, request, { amount: AMOUNT, connections: CONNECTIONS })
  return async () => {
    while (await hasWork(server)) await delay(50)
    const cpu = server.cpu()
    const { busy, ...found } = await load()
    while (await hasWork(server)) await delay(50)
    return { ...found, cpu: ((server.cpu() - cpu) / AMOUNT) * 1e6 }
  }
}

export const webhook: Case = {
  name: 'webhook',
  measures:
    'a webhook that accepts, against execute with respond-async; the script of four nodes is run, too',
  targets: [{ side: 'ours', metric: 'cpu', to: 'execute', atMost: 1.3 }],
  async setUp(bench) {
    const database = await bench.seed([fourNodesOfBody])
    const env = { EXECUTION_QUEUE_LIMIT: '1000000' }
    const [ours, other] = await Promise.all([bench.ours({ database, env }), bench.ours({ database, env })])
    const body = { script_id: 1, name: 'Orders' }
    const created = await send(ours.url, { method: 'POST', path: '/api/webhooks', body, status: 201 })
    const accepted = { method: 'POST', status: 202, expect: { success: true } } as const
    const { path } = Created.parse(created.body).data
    const execute = {
      ...accepted,
      path: '/api/scripts/1/execute',
      headers: { prefer: 'respond-async' },
      body: { input: { body: INPUT } },
    }
    return {
      ours: await untilDone(bench, ours, { ...accepted, path, body: INPUT }),
      execute: await untilDone(bench, other, execute),
    }
  },
}
