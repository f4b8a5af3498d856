import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chain, toGraphBody } from '../support/engine/graph-spec.ts'
import { underAttack } from './support/attack.ts'
import { startTarget } from './support/target.ts'

const MORE_THAN_RUN_AT_ONCE = 300

test('executions that only wait', async (t) => {
  const target = await startTarget(t)
  const key = await target.createKey('write', 'execute')
  const graph = toGraphBody(
    [
      { id: 'in', type: 'start' },
      { id: 'wait', type: 'wait', parameters: { ms: 600_000 } },
    ],
    chain('in', 'wait'),
  )
  const script = await target.data('POST', '/api/scripts', { key, body: { name: 'waits', ...graph } })
  const { answers } = await underAttack(t, target, async (each) => {
    const start = () => {
      const headers = { Prefer: 'respond-async' }
      return each.count(target.call('POST', `/api/scripts/${script.id}/execute`, { key, headers, body: {} }))
    }
    await Promise.all(Array.from({ length: MORE_THAN_RUN_AT_ONCE }, start))
  })
  assert.equal(answers['202'], MORE_THAN_RUN_AT_ONCE)
})
