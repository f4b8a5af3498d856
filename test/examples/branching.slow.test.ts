import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runExample } from '../../examples/example.ts'
import { ApiClient } from '../../src/cli/api/client.ts'
import type { NodeResult } from '../../src/cli/api/schema.ts'
import { sendTo } from '../../src/cli/api/send.ts'
import { startServer } from '../support/http/server.ts'

test('every customer is invoiced by the plan, and one that cannot be keeps nobody from it', async (t) => {
  const { url } = await startServer(t)
  const followed: NodeResult[] = []
  const execution = await runExample({
    api: new ApiClient(sendTo(url)),
    name: 'branching',
    onNode: (result) => void followed.push(result),
  })

  assert.equal(execution.status, 'completed')
  const { customers, ...totals } = Object(execution.output)
  assert.deepEqual(totals, { month: '2026-06', invoices: 3, free: 1, refused: ['c-4'], total: 1369 })
  // 1000 at 10 cents, 9000 at 6 and 2500 at 2.
  const lines = [
    { item: 'requests', quantity: 12_500, cents: 69_000 },
    { item: 'storage', quantity: 800, cents: 8000 },
    { item: 'mail', quantity: 0, cents: 0 },
  ]
  assert.deepEqual(
    customers.map(({ name: _name, ...rest }: { readonly name: string }) => rest),
    [
      { customer: 'c-1', plan: 'flat', cents: 49_900, lines: [] },
      { customer: 'c-2', plan: 'metered', cents: 77_000, lines },
      { customer: 'c-3', plan: 'trial', cents: 0, lines: [] },
      { customer: 'c-4', plan: 'metered', refused: 'USAGE_BELOW_ZERO' },
      {
        customer: 'c-5',
        plan: 'metered',
        cents: 10_000,
        lines: [{ item: 'requests', quantity: 1000, cents: 10_000 }],
      },
    ],
  )
  const names = (results: readonly NodeResult[]) => results.map(({ path, node_id }) => `${path}/${node_id}`)
  assert.deepEqual(names(followed).toSorted(), names(execution.results).toSorted())
})

test('an example that is put on a server again replaces its scripts', async (t) => {
  const { url } = await startServer(t)
  const api = new ApiClient(sendTo(url))
  for (const _ of [1, 2]) assert.equal((await runExample({ api, name: 'branching' })).status, 'completed')
  const { count } = Object(await (await fetch(`${url}/api/scripts`)).json())
  assert.equal(count, 2)
})
