import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { toGraphBody } from '../../support/engine/graph-spec.ts'
import type { Target } from './target.ts'

// However slow the machine is, the answer comes when the execution has ended.
const HEADERS = { 'x-bystander': '1', Prefer: 'wait=60' }

const RUNS = 200
const GRAPH = toGraphBody(
  [
    { id: 'in', type: 'start' },
    { id: 'sum', type: 'transform', parameters: { expression: '$sum(input.prices)' } },
    { id: 'high', type: 'condition', parameters: { expression: 'input > 5' } },
    { id: 'out', type: 'end' },
  ],
  [
    ['in', 'sum'],
    ['sum', 'high'],
    ['high', 'out', 'true'],
  ],
)

export const percentile99 = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? Number.NaN

/** Another user, who goes on executing a script of four nodes with a key of its own, one execution after the other. */
export const startBystander = async (target: Target) => {
  const key = await target.createKey('read', 'write', 'execute')
  const script = await target.data('POST', '/api/scripts', {
    key,
    body: { name: `bystander ${randomUUID()}`, ...GRAPH },
  })

  const executeOnce = async (): Promise<number> => {
    const before = performance.now()
    const body = { input: { prices: [1, 2, 3] } }
    const { status } = await target.data('POST', `/api/scripts/${script.id}/execute`, {
      key,
      body,
      headers: HEADERS,
    })
    if (status !== 'completed') throw new Error(`the execution of the bystander ended as ${status}`)
    return performance.now() - before
  }

  /** p99 of executions one after the other, in milliseconds, `during` something or of a fixed number. */
  const p99 = async (during?: Promise<unknown>): Promise<number> => {
    const state = { isOver: false }
    const end = () => {
      state.isOver = true
    }
    during?.then(end, end)
    const times: number[] = []
    while (during ? !state.isOver || times.length === 0 : times.length < RUNS) times.push(await executeOnce())
    return percentile99(times)
  }

  // The first executions wait for compilation.
  await p99()
  return { idle: await p99(), p99, once: executeOnce }
}
