import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { call } from '../support/restate/call.ts'
import type { Cluster } from '../support/restate/cluster.ts'

const CLIENTS = 4
const PAUSE_MS = 50
const TIMEOUT_MS = 5000
const RETRY_MS = 100

export interface Scripts {
  /** Sends a request before and after a wait. */
  readonly counted: unknown
  readonly pure: unknown
  /** The path of a webhook that starts `counted`. */
  readonly hook: string
}

export const createScripts = async ({ hosts: [host] }: Cluster, receiver: string): Promise<Scripts> => {
  const create = async (path: string, body: object) => {
    const answer = await host?.call('POST', path, { body })
    if (answer?.status !== 201) throw new Error(`${path} was answered ${answer?.status}`)
    return answer.data
  }
  const sending = (id: string) => ({
    id,
    type: 'http_request',
    parameters: { method: 'POST', url: `${receiver}/{{ execution.id }}/${id}` },
  })
  const counted = await create('/api/scripts', {
    name: 'counted',
    nodes: [sending('a'), { id: 'wait', type: 'wait', parameters: { ms: 500 } }, sending('b')],
    connections: { a: [{ target: 'wait' }], wait: [{ target: 'b' }] },
  })
  const pure = await create('/api/scripts', {
    name: 'pure',
    nodes: [{ id: 'sum', type: 'transform', parameters: { expression: 'params.n + 1' } }],
  })
  const script_id = counted.id
  await create('/api/schedules', { script_id, name: 'each second', every_ms: 1000, overlap: 'allow_all' })
  const webhook = await create('/api/webhooks', {
    script_id,
    name: 'hook',
    auth: { type: 'none' },
    delivery_id: 'X-Delivery',
  })
  return { counted: script_id, pure: pure.id, hook: String(webhook.path) }
}

/** Sends requests through the balancer until it is stopped, each again and again until it is accepted. */
export const startLoad = ({ url }: Cluster, { counted, pure, hook }: Scripts) => {
  const accepted = new Set<string>()
  const times: number[] = []
  const wrong: unknown[] = []
  let answers = 0
  let repeats = 0
  let isStopped = false

  const until = async (status: number, method: string, path: string, options: object) => {
    for (;;) {
      const answer = await call(url, method, path, { ...options, timeoutMs: TIMEOUT_MS }).catch(
        () => undefined,
      )
      if (answer?.status === status) {
        times.push(Date.now())
        return answer.data
      }
      if (answer && answer.status < 500 && answer.status !== 409) wrong.push({ path, ...answer })
      repeats++
      await pause(RETRY_MS)
    }
  }
  const execute = async () => {
    const headers = { prefer: 'respond-async', 'idempotency-key': randomUUID() }
    const { id } = await until(202, 'POST', `/api/scripts/${counted}/execute`, { body: {}, headers })
    accepted.add(String(id))
  }
  const deliver = async () => {
    const { execution_id } = await until(202, 'POST', hook, {
      body: {},
      headers: { 'x-delivery': randomUUID() },
    })
    accepted.add(String(execution_id))
  }
  const compute = async () => {
    const n = answers++
    const { output } = await until(200, 'POST', `/api/scripts/${pure}/execute`, { body: { input: { n } } })
    if (output !== n + 1) wrong.push({ n, output })
  }
  const client = async (number: number) => {
    for (let turn = number; !isStopped; turn++) {
      await [execute, compute, deliver][turn % 3]?.()
      await pause(PAUSE_MS)
    }
  }
  const running = Promise.all(Array.from({ length: CLIENTS }, (_, number) => client(number)))
  return {
    /** Resolves when so many more have been accepted. */
    more: async (count: number) => {
      const target = accepted.size + count
      while (accepted.size < target) await pause(20)
    },
    longestGap: (from: number, to: number): number => {
      const within = [from, ...times.filter((time) => time > from && time < to), to]
      return Math.max(...within.map((time, index) => time - (within[index - 1] ?? from)))
    },
    stop: async () => {
      isStopped = true
      await running
      return { accepted, answers, repeats, wrong }
    },
  }
}

export type Load = ReturnType<typeof startLoad>
