import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import type { Case } from '../case.ts'
import { send } from '../request.ts'
import type { Server } from '../server.ts'

const ROWS = 10_000
const AT_ONCE = 64
const POLL_MS = 500

const script = (port: number) => ({
  name: 'Requests',
  nodes: [
    { id: 'read', type: 'file_read', parameters: { path: 'rows.csv', format: 'csv', as: 'table' } },
    { id: 'each', type: 'for_each', parameters: { items: 'input', concurrency: AT_ONCE, as: 'table' } },
    { id: 'ask', type: 'http_request', parameters: { url: `http://127.0.0.1:${port}/{{ input.id }}` } },
  ],
  connections: { read: [{ target: 'each' }], each: [{ target: 'ask', output: 'each' }] },
})

const Started = z.object({ data: z.object({ id: z.string() }) })
const Loop = z.object({ data: z.object({ status: z.string(), duration_ms: z.number().nullable() }) })

/** How long the loop takes in an execution, whose whole answer would take long itself. */
const durationOf = async ({ url }: Server): Promise<number> => {
  const headers = { Prefer: 'respond-async' }
  const request = { method: 'POST', path: '/api/scripts/1/execute', headers, body: {}, status: 202 } as const
  const { id } = Started.parse((await send(url, request)).body).data
  for (;;) {
    await delay(POLL_MS)
    const { body } = await fetch(`${url}/api/executions/${id}/nodes/each`).then(async (response) => ({
      body: response.ok ? await response.json() : undefined,
    }))
    const loop = Loop.safeParse(body).data?.data
    if (loop?.status === 'completed') return loop.duration_ms ?? Number.NaN
    if (loop?.status === 'failed') throw new Error('the loop has failed')
  }
}

export const forEachRequests: Case = {
  name: 'for-each-requests',
  measures: `a request to a server on this machine for each of ${ROWS} rows of a table, ${AT_ONCE} at once; rows a second`,
  targets: [{ side: 'ours', metric: 'rate', atLeast: 1500 }],
  async setUp(bench) {
    const stub = createServer((_, response) => {
      response.setHeader('content-type', 'application/json').end('{"ok":true}')
    }).listen(0, '127.0.0.1')
    stub.unref()
    await once(stub, 'listening')
    const address = stub.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const env = { EXECUTE_WAIT_MS: '120000', HTTP_NODE_ALLOW: '127.0.0.1' }
    const server = await bench.ours({ env })
    const folder = join(server.folder, 'workspace')
    await mkdir(folder, { recursive: true })
    const ids = Array.from({ length: ROWS }, (_, index) => index)
    await writeFile(join(folder, 'rows.csv'), `id\n${ids.join('\n')}\n`)
    await send(server.url, { method: 'POST', path: '/api/scripts', body: script(port), status: 201 })
    return {
      ours: async () => {
        const cpu = server.cpu()
        const ms = await durationOf(server)
        return { rate: ROWS / (ms / 1000), cpu: ((server.cpu() - cpu) / ROWS) * 1e6 }
      },
    }
  },
}
