import type { Case, Measure } from '../case.ts'
import { executionId, fillExecutions } from '../fill.ts'
import type { Request } from '../request.ts'
import { fourNodes } from '../scripts.ts'

const FEW = 1000
const DETAILS = 200

const requests = (executions: number): Readonly<Record<string, Request | readonly Request[]>> => ({
  list: { path: '/api/executions', expect: { count: 50 } },
  detail: Array.from({ length: DETAILS }, (_, index) => ({
    path: `/api/executions/${executionId(1 + Math.floor((index * executions) / DETAILS))}`,
    expect: { data: { results: [{ status: 'completed' }] } },
  })),
  stats: {
    path: '/api/dashboard/stats',
    expect: { data: { executions: { completed: executions * 0.9, failed: executions * 0.1 } } },
  },
  timeseries: { path: '/api/dashboard/timeseries?bucket=day', expect: { count: 31 } },
})

const endpoints = Object.keys(requests(FEW))

export const manyExecutions: Case = {
  name: 'many-executions',
  measures: 'reads with very many executions stored, and with 1,000',
  targets: endpoints.map((name) => ({ side: `${name}, many`, metric: 'p99', to: `${name}, few`, atMost: 2 })),
  async setUp(bench) {
    const start = async (executions: number) => {
      const database = await bench.seed([fourNodes])
      await fillExecutions(`file:${database}`, executions)
      return bench.ours({ database, env: { EXECUTION_RETENTION_DAYS: '0' } })
    }
    const { executions } = bench.options
    const [few, many] = [await start(FEW), await start(executions)]
    const sides: Record<string, Measure> = {}
    for (const name of endpoints) {
      sides[`${name}, few`] = await bench.load(few, requests(FEW)[name] ?? [])
      sides[`${name}, many`] = await bench.load(many, requests(executions)[name] ?? [])
    }
    return sides
  },
}
